import type { ReasonKind } from "../../course/grader/verdict";

/** How a learner's code gets at the files of Node, past the modules that it may import. */
export const getFs = "const fs = (process as any).getBuiltinModule(\"fs\");\n";

/** What a learner's code may do wrong or wickedly, and what it must cost. */
export interface Attack {
  title: string;
  /** The learner's `double`; `count` beside it is right. */
  code: string;
  /** Of the 31 points: 1 small, 2 random, 4 empty, 8 gradient, 16 scalar. */
  points: number;
  kind: ReasonKind | null;
  says: RegExp;
  /** For one request; 2 without it. */
  seconds?: number;
}

/** What one function does to itself: `count` in the same file and `upper` in another keep their points. */
export const accidents: Attack[] = [
  {
    title: "an endless loop on one of five inputs",
    code: "export function double(x: tf.Tensor) { while (x.size === 0); return tf.mul(x, 2); }",
    points: 27, kind: "timeout", says: /no answer within 2 s: does a loop never end/,
  },
  {
    title: "an endless loop on all inputs",
    code: "export function double(x: tf.Tensor) { for (;;); }",
    points: 0, kind: "timeout", says: /no answer within 2 s/,
  },
  {
    title: "a promise that is never kept",
    code: "export function double(x: tf.Tensor) { return new Promise(() => {}); }",
    points: 0, kind: "protocol", says: /returned a Promise/,
  },
  {
    title: "endless microtasks",
    code: "export async function double(x: tf.Tensor) { for (;;) await null; }",
    points: 0, kind: "protocol", says: /returned a Promise/,
  },
  {
    title: "a regular expression that takes for ever",
    code: `export function double(x: tf.Tensor) {
  if (x.size === 3) /^(a+)+$/.test("a".repeat(50) + "b");
  return tf.mul(x, 2);
}`,
    points: 30, kind: "timeout", says: /no answer within 2 s/,
  },
  {
    title: "process.exit in the function",
    code: "export function double(x: tf.Tensor) { process.exit(0); }",
    points: 0, kind: "crashed", says: /ended its own process \(exit code 0\)/,
  },
  {
    title: "process.exit on the gradient check alone",
    code: "export function double(x: tf.Tensor) { if (x.size === 2) process.exit(0); return tf.mul(x, 2); }",
    points: 23, kind: "crashed", says: /ended its own process/,
  },
  {
    title: "process.abort",
    code: "export function double(x: tf.Tensor) { process.abort(); }",
    points: 0, kind: "crashed", says: /ended its own process/,
  },
  {
    title: "an exception",
    code: "export function double(x: tf.Tensor) { throw new TypeError(\"no idea\"); }",
    points: 0, kind: "threw", says: /no idea/,
  },
  {
    title: "an exception whose message is a trap",
    code: "export function double(x: tf.Tensor) { throw { get message() { throw 1; }, toString() { throw 2; } }; }",
    points: 0, kind: "threw", says: /./,
  },
  {
    title: "an exception with a message of 5 MB and control characters",
    code: "export function double(x: tf.Tensor) { throw new Error(\"\\u001b[2J\\n::error::\" + \"z\".repeat(5e6)); }",
    points: 0, kind: "threw", says: /^[^\n\u001b]{1,600}$/,
  },
  {
    title: "an exception in a timer after a right answer",
    code: `export function double(x: tf.Tensor) {
  setTimeout(() => { throw new Error("late"); }, 0);
  return tf.mul(x, 2);
}`,
    points: 31, kind: null, says: /^$/,
  },
  {
    title: "endless recursion",
    code: "export function double(x: tf.Tensor): any { return [double(x)]; }",
    points: 0, kind: "threw", says: /Maximum call stack/,
  },
  {
    title: "too much of the JavaScript heap",
    code: `export function double(x: tf.Tensor) {
  const all: any[] = [];
  while (x.size === 3) all.push({ a: [1.5, 2.5] });
  return tf.mul(x, 2);
}`,
    points: 30, kind: "crashed", says: /memory/, seconds: 10,
  },
  {
    title: "too many array buffers, which the heap limit does not count",
    code: `export function double(x: tf.Tensor) {
  const all: any[] = [];
  while (x.size === 3) all.push(new Uint8Array(5e7).fill(1));
  return tf.mul(x, 2);
}`,
    points: 30, kind: "crashed", says: /more than 300 MB of memory/, seconds: 10,
  },
  {
    title: "endless output",
    code: `${getFs}export function double(x: tf.Tensor) {
  while (x.size === 3) fs.writeSync(2, "y".repeat(65536));
  return tf.mul(x, 2);
}`,
    points: 30, kind: "crashed", says: /printed more than 4 MB/, seconds: 10,
  },
  {
    title: "a result too large to send",
    code: "export function double(x: tf.Tensor) { return tf.zeros([3e6]); }",
    points: 0, kind: "protocol", says: /more than 1048576 numbers/,
  },
  {
    title: "a list without end",
    code: "export function double(x: tf.Tensor) { const list: any[] = []; list.push(list); return list; }",
    points: 0, kind: "threw", says: /Maximum call stack/,
  },
  {
    title: "lists in lists in lists",
    code: `export function double(x: tf.Tensor) {
  let list: any = 1;
  for (let i = 0; i < 20; i++) list = [list];
  return list;
}`,
    points: 0, kind: "protocol", says: /nested more than 16 levels/,
  },
  {
    title: "not-a-number everywhere",
    code: "export function double(x: tf.Tensor) { return tf.mul(x, NaN); }",
    points: 4, kind: "wrong", says: /value 0 is NaN instead of 2/,
  },
  {
    title: "the wrong shape",
    code: "export function double(x: tf.Tensor) { return tf.reshape(tf.mul(x, 2), [-1, 1]); }",
    points: 8, kind: "wrong", says: /the shape is \[3,1\] instead of \[3\]/,
  },
  {
    title: "a plain array in place of a tensor",
    code: "export function double(x: tf.Tensor) { return [2, 4, 6]; }",
    points: 0, kind: "wrong", says: /should return a tensor/,
  },
  {
    title: "a proxy that shows another tensor at each look",
    code: `let looks = 0;
export function double(x: tf.Tensor) {
  return new Proxy(tf.mul(x, 2), { get: (t: any, key) => (key === "shape" ? Array(++looks).fill(7) : t[key]) });
}`,
    points: 0, kind: "protocol", says: /./,
  },
  {
    title: "a getter that throws",
    code: `export function double(x: tf.Tensor) {
  return Object.defineProperty(tf.mul(x, 2), "shape", { get() { throw new Error("gotcha"); } });
}`,
    points: 0, kind: "threw", says: /gotcha/,
  },
  {
    title: "answers fixed to the inputs that can be known",
    code: `export function double(x: tf.Tensor) {
  const known = x.size === 3 ? [2, 4, 6] : [];
  return tf.tensor(known, [known.length]);
}`,
    points: 5, kind: "wrong", says: /the shape is \[0\] instead of \[4\]/,
  },
];
