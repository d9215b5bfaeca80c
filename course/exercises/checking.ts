import type { Random } from "byhand";
import { difference, same, TOLERANCE } from "./compare";
import { inProcessHandle } from "./handle";
import { type Check, type Handle, LearnerError, type PlainTensor, type PlainValue } from "./types";

/** A function on tensors, as checks use them: the reference, or what a misconception would compute. */
export type Answer = (...args: never[]) => unknown;

/** A misconception: what it would compute, and what to tell whoever has it. */
export interface Mistake {
  /** may throw: then it explains the learner's error that says the same */
  answer: Answer;
  say: string;
  /** errors that it explains besides its own, where these name details in which learners differ */
  error?: RegExp;
}

/** What a check gives to the learner's function and what it expects. */
export interface Plan {
  points: number;
  inputs: PlainValue[] | ((random: Random) => PlainValue[]);
  /** the expected result, or the function that computes it */
  expected: PlainValue | Answer;
  /** looked through in this order when the result is wrong */
  mistakes?: Mistake[];
  /** looks at a wrong result that no mistake explains */
  symptom?: (result: PlainValue, inputs: PlainValue[]) => string | null;
  tolerance?: number;
}

/** A check on the function's result. */
export function valueCheck(name: string, plan: Plan): Check {
  return check(name, plan, askResult);
}

/** What a check on gradients needs: `of` names the float32 arguments, in the order in which they appear. */
export type GradientPlan = Omit<Plan, "expected" | "symptom"> & { expected: Answer; of: string[] };

/** A check on the gradients that flow back through the function to its float32 arguments. */
export function gradientCheck(name: string, { of, ...plan }: GradientPlan): Check {
  return check(name, plan, async (handle, inputs) => {
    const gradients = await handle.gradient(...inputs);
    return Object.fromEntries(gradients.map((gradient, i) => [`gradient of ${of[i]}`, gradient]));
  }, async (handle, inputs) => {
    const result = await attempt(() => askResult(handle, inputs));
    if (result === null) return null;
    const wrong = difference(result, await reference(name, plan.expected, askResult, inputs), plan);
    return wrong !== null ? `the result itself is not right yet, so its gradient can't be: ${wrong}` : null;
  });
}

const askResult: Ask = (handle, inputs) => handle.call(...inputs);

type Ask = (handle: Handle, inputs: PlainValue[]) => Promise<PlainValue>;

/** @param deeper looks for what is wrong before what was asked for; only where nothing else explains a wrong answer */
function check(
  name: string, plan: Plan, ask: Ask, deeper?: (handle: Handle, inputs: PlainValue[]) => Promise<string | null>,
): Check {
  const { points, inputs, expected, mistakes = [], symptom, tolerance = TOLERANCE } = plan;
  return {
    name,
    points,
    async run(handle, { random }) {
      const given = typeof inputs === "function" ? inputs(random) : inputs;
      const result = await ask(handle, given).catch(async (error: unknown) => {
        throw await explained(error, mistakes, (answer) => ask(inProcessHandle(name, answer), given));
      });
      const right = typeof expected === "function" ? await reference(name, expected, ask, given) : expected;
      const wrong = difference(result, right, { tolerance });
      if (wrong === null) return null;
      for (const { answer, say } of mistakes) {
        const mistaken = await attempt(() => ask(inProcessHandle(name, answer), given));
        if (mistaken === null || same(mistaken, right, tolerance)) continue;
        if (same(result, mistaken, tolerance)) return `${say} (${wrong})`;
      }
      const seen = symptom?.(result, given) ?? await deeper?.(handle, given);
      return seen ? `${seen} (${wrong})` : wrong;
    },
  };
}

/** The learner's error, thrown or by what was returned, with what to say where a misconception ends in the same one. */
async function explained(
  error: unknown, mistakes: Mistake[], ask: (answer: Answer) => Promise<PlainValue>,
): Promise<unknown> {
  if (!(error instanceof LearnerError) || (error.kind !== "threw" && error.kind !== "protocol")) return error;
  const { kind, message, where } = error;
  for (const { answer, say, error: pattern } of mistakes) {
    const failure = await ask(answer).then(() => null, (failed: Error) => failed.message);
    if (failure !== message && !pattern?.test(message)) continue;
    return new LearnerError(kind, `${say}. What happened: ${message}`, where);
  }
  return error;
}

/** A failure of the reference is the course's own, and must not look like the learner's. */
async function reference(name: string, expected: Answer, ask: Ask, given: PlainValue[]): Promise<PlainValue> {
  try {
    return await ask(inProcessHandle(name, expected), given);
  } catch (error) {
    throw new Error(`the check "${name}" is itself broken: ${error instanceof Error ? error.message : error}`);
  }
}

/** A misconception may fail on some shapes, where it then can't be what the learner's code did. */
async function attempt(run: () => Promise<PlainValue>): Promise<PlainValue> {
  try {
    return await run();
  } catch {
    return null;
  }
}

/** Normal numbers of the given standard deviation. */
export function randomTensor(
  random: Random,
  shape: number[],
  { deviation = 1 }: { deviation?: number } = {},
): PlainTensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return {
    dtype: "float32", shape, values: Array.from({ length: size }, () => Math.fround(deviation * random.normal())),
  };
}

/** Whole numbers from 0 to `below` − 1. */
export function randomIds(random: Random, shape: number[], below: number): PlainTensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return { dtype: "int32", shape, values: Array.from({ length: size }, () => random.integer(below)) };
}
