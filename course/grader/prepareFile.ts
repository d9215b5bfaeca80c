import { PolicyError, readSubmission } from "../exercises/loader";
import type { SourceReading } from "../exercises/readSource";
import { LearnerError, type Policy } from "../exercises/types";
import type { LearnerFile } from "./learnerSession";
import { oneLine } from "./oneLine";
import { FileProblem } from "./submissions/problems";
import type { Reading } from "./timedParse";
import type { Reason } from "./verdict";

/** Of a lesson's file and the helper files that it imports, by name. */
export type Readings = Map<string, Reading>;

/** The most files that one exercise file may consist of, helper files included. */
export const mostFiles = 16;

/**
 * A submitted file compiled and held to the lesson's policy, or the reason why it is not run.
 * @param options.readFile The text of one submitted file; throws FileProblem.
 * @param options.readings What another process made of the files.
 */
export function prepareFile(
  file: string, policy: Policy, { readFile, readings }: { readFile: (file: string) => string; readings: Readings },
): LearnerFile | Reason {
  let files = 0;
  const read = (name: string): string => {
    if (++files > mostFiles) throw new FileProblem("refused", `${file} needs more than ${mostFiles} files`);
    return readFile(name);
  };
  try {
    const compile = (_: string, path: string): SourceReading => {
      const reading = readings.get(path) ?? { failure: `${path} could not be read` };
      if ("failure" in reading) throw new LearnerError("protocol", reading.failure);
      return reading;
    };
    return { submission: readSubmission(file, policy, { read, compile }), policy, loadFailure: null };
  } catch (error) {
    return explain(error);
  }
}

function explain(error: unknown): Reason {
  if (error instanceof FileProblem) return { kind: error.kind, message: oneLine(error.message) };
  if (error instanceof PolicyError) return { kind: "policy", message: oneLine(error.message) };
  if (error instanceof LearnerError) return { kind: "syntax", message: oneLine(error.message) };
  throw error;
}
