/** What one learner's process may use; times in milliseconds, sizes in bytes. */
export interface Limits {
  /** For one request: loading the file, or one call of the learner's function. */
  requestTime: number;
  /** For all requests of one exercise together. */
  exerciseTime: number;
  /** Resident memory of the process and all that it started. */
  memory: number;
  /** JavaScript heap. */
  heap: number;
  /** Printed text, both streams together. */
  printed: number;
}

export const defaultLimits: Limits = {
  requestTime: 5_000,
  exerciseTime: 20_000,
  memory: 768 * 2 ** 20,
  heap: 256 * 2 ** 20,
  printed: 4 * 2 ** 20,
};

/** For the child's own start, before any learner's code is in it: generous, since a loaded machine is not a fault. */
export const startTime = 20_000;

/** The longest line that either side accepts: a tensor of 2²⁰ float32 values is 5.6 MB of base64. */
export const longestFrame = 16 * 2 ** 20;

/** The most tensor elements and list items in one message. */
export const mostElements = 2 ** 20;

/** The deepest nesting of lists and objects in one message. */
export const deepest = 18;
