import type { Check, Policy, TeacherNotes } from "./types";

type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const areStrings = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((each) => typeof each === "string");

interface Place {
  file: string;
  field: string;
  /** What stands there. */
  is: unknown;
  needed: string;
}

/** @throws RangeError that names the file, the field, what is there and what is needed. */
function need(fits: boolean, { file, field, is, needed }: Place): void {
  if (fits) return;
  const shown = is === undefined ? "missing" : typeof is === "function" ? "a function" : JSON.stringify(is).slice(0, 80);
  throw new RangeError(`${file}: \`${field}\` is ${shown}: it must be ${needed}`);
}

/**
 * The `policy` of a checks file; without `forbidden` nothing is.
 * @throws RangeError where it is none.
 */
export function policyIn(said: Fields, file: string): Policy {
  const { policy } = said;
  need(isObject(policy), {
    file, field: "policy", is: policy, needed: "an object, such as { imports: [\"@tensorflow/tfjs-core\"] }",
  });
  const { imports, forbidden = {} } = policy as Fields;
  need(areStrings(imports), {
    file, field: "policy.imports", is: imports, needed: "an array of strings, such as [\"@tensorflow/tfjs-core\"]",
  });
  need(isObject(forbidden) && areStrings(Object.values(forbidden)), {
    file, field: "policy.forbidden", is: forbidden,
    needed: "an object that gives for each function of tf what to use instead, such as { einsum: \"use tf.matMul\" }",
  });
  return { ...policy as unknown as Policy, forbidden: forbidden as Record<string, string> };
}

/**
 * The `needs` of a checks file; none where it has none.
 * @throws RangeError where they are no names.
 */
export function needsIn({ needs = [] }: Fields, file: string): string[] {
  need(areStrings(needs), { file, field: "needs", is: needs, needed: "an array of lessons, such as [\"00-welcome\"]" });
  return needs as string[];
}

/**
 * The checks of each exercise.
 * @throws RangeError where they are none.
 */
export function checksIn(said: Fields, field: "checks" | "hidden", file: string): Record<string, Check[]> {
  const lists = said[field];
  need(isObject(lists), { file, field, is: lists, needed: "an object with an array of checks for each exercise" });
  for (const [name, list] of Object.entries(lists as Fields)) {
    const place = `${field}.${name}`;
    need(Array.isArray(list), { file, field: place, is: list, needed: "an array of checks" });
    for (const [i, check] of (list as unknown[]).entries()) {
      const at = `${place}[${i}]`;
      need(isObject(check), { file, field: at, is: check, needed: "a check, such as valueCheck(…) makes" });
      const { name: title, points, run } = check as Fields;
      need(typeof title === "string", { file, field: `${at}.name`, is: title, needed: "a string that says what is expected" });
      need(typeof points === "number", { file, field: `${at}.points`, is: points, needed: "a number" });
      need(typeof run === "function", { file, field: `${at}.run`, is: run, needed: "a function, as valueCheck(…) makes it" });
    }
  }
  return lists as Record<string, Check[]>;
}

/**
 * What a solution file says to teachers.
 * @throws RangeError where it says nothing, or too little.
 */
export function notesIn({ exercises }: Fields, file: string): TeacherNotes {
  need(isObject(exercises), {
    file, field: "exercises", is: exercises, needed: "an object with `hints` and `wrong` for each exercise",
  });
  for (const [name, notes] of Object.entries(exercises as Fields)) {
    const field = `exercises.${name}`;
    need(isObject(notes), { file, field, is: notes, needed: "an object with `hints` and `wrong`" });
    const { hints, wrong } = notes as Fields;
    need(areStrings(hints), { file, field: `${field}.hints`, is: hints, needed: "an array of three strings" });
    need(isObject(wrong), { file, field: `${field}.wrong`, is: wrong, needed: "an object of wrong answers" });
    for (const [answer, said] of Object.entries(wrong as Fields)) {
      const { because, message, answer: run } = (isObject(said) ? said : {}) as Fields;
      need(typeof because === "string" && typeof message === "string" && typeof run === "function", {
        file, field: `${field}.wrong.${answer}`, is: said, needed: "{ because: \"…\", message: \"…\", answer: a function }",
      });
    }
  }
  return exercises as TeacherNotes;
}
