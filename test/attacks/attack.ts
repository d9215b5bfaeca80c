import type { ReasonKind } from "../../course/grader/verdict";
import type { full } from "./course";
import type { Place } from "./places";
import type { Scene } from "./scene";

export type ExerciseName = keyof typeof full;

/** One hostile submission: what it is, and what must come of it. */
export interface Attack {
  /** What the submission does, as a phrase. */
  title: string;
  /** Makes what is handed in, in the scene's folder, and returns its path. */
  handIn(scene: Scene): string | Promise<string>;
  /** What comes of it wherever it is held off. */
  outcome: Outcome;
  /** The places that cannot hold it off: what happens there instead. */
  weaker?: Partial<Record<Place, Weaker>>;
  /** Something hangs in it, the compiler where types are checked: it is graded with short deadlines. */
  hangs?: true;
  /** It reaches for something outside of its own process, so that it matters whose process that is. */
  reachesOut?: true;
  /** Its types are checked as well. */
  types?: true;
}

export interface Outcome {
  /** The points of each check, in the order of the course; 0 for none of them. An exercise not named has all. */
  earned?: Partial<Record<ExerciseName, number[] | 0>>;
  /** The first reason that the learner sees. An exercise not named has none. */
  reasons?: Partial<Record<ExerciseName, [kind: ReasonKind, message: RegExp]>>;
  /** Why the submission as a whole is not graded; then no check has points, and all have this reason. */
  problem?: RegExp;
  /** Remarks on the submission that must be there, and no others. */
  notes?: RegExp[];
  /** Type errors that must be there, and no others. */
  typeErrors?: RegExp[];
  /** The signal that ends the grader itself; there are no results then. */
  graderEnds?: NodeJS.Signals;
  /** What stays behind, as paths in the world. */
  leaves?(scene: Scene): string[];
  /** What else must hold when all is over. */
  after?(scene: Scene): void | Promise<void>;
}

/** An outcome, and the sentence that says it in the table of docs/grading.md. */
export interface Weaker extends Outcome {
  says: string;
  /** Whatever else the user runs would be harmed, so it is tried only where root can lend a user for it. */
  lentUserOnly?: true;
}

export interface NamedAttack extends Attack {
  /** Of its file, without the ending: "13-reads-hidden-checks". */
  name: string;
}

/** What must come of an attack at a place. */
export function outcomeAt({ outcome, weaker }: Attack, place: Place): Outcome {
  return weaker?.[place] ?? outcome;
}
