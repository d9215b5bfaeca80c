import { PolicyError, readSubmission } from "../exercises/loader";
import { LearnerError, type Policy } from "../exercises/types";
import type { LearnerFile } from "./learnerSession";
import { oneLine } from "./oneLine";
import { FileProblem } from "./submissions/problems";
import type { Reason } from "./verdict";

/** The most files that one exercise file may consist of, helper files included. */
export const mostFiles = 16;

/**
 * A submitted file compiled and held to the lesson's policy, or the reason why it is not run.
 * @param readFile The text of one submitted file; throws FileProblem.
 */
export function prepareFile(readFile: (file: string) => string, file: string, policy: Policy): LearnerFile | Reason {
  let files = 0;
  const read = (name: string): string => {
    if (++files > mostFiles) throw new FileProblem("refused", `${file} needs more than ${mostFiles} files`);
    return readFile(name);
  };
  try {
    return { submission: readSubmission(file, policy, { read }), policy, loadFailure: null };
  } catch (error) {
    return explain(error, file);
  }
}

function explain(error: unknown, file: string): Reason {
  if (error instanceof FileProblem) return { kind: error.kind, message: oneLine(error.message) };
  if (error instanceof PolicyError) return { kind: "policy", message: oneLine(error.message) };
  if (error instanceof LearnerError) return { kind: "syntax", message: oneLine(error.message) };
  if (error instanceof RangeError) return { kind: "syntax", message: `${file} is nested too deeply to be read` };
  throw error;
}
