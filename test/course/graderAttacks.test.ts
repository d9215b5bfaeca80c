import { afterEach, describe, expect, test } from "vitest";
import type { ReasonKind } from "../../course/grader/verdict";
import type { Tier } from "../../course/grader/isolation";
import { earned, exerciseOf, goodCount, goodDouble, gradeFile, importTf, leftovers, tinyLimits } from "./graderTiny";

afterEach(() => expect(leftovers()).toEqual([]));

const getFs = "const fs = (process as any).mainModule.require(\"fs\");\n";

interface Attack {
  title: string;
  /** The learner's `double`; `count` beside it is right. */
  code: string;
  /** Of the 31 points: 1 small, 2 random, 4 empty, 8 gradient, 16 scalar. */
  points: number;
  kind: ReasonKind | null;
  says: RegExp;
  /** For one request; 1 without it. */
  seconds?: number;
}

/** What one function does to itself: `count` in the same file and `upper` in another keep their points. */
const inside: Attack[] = [
  {
    title: "an endless loop on one of five inputs",
    code: "export function double(x: tf.Tensor) { while (x.size === 0); return tf.mul(x, 2); }",
    points: 27, kind: "timeout", says: /no answer within 1 s: does a loop never end/,
  },
  {
    title: "an endless loop on all inputs",
    code: "export function double(x: tf.Tensor) { for (;;); }",
    points: 0, kind: "timeout", says: /no answer within 1 s/,
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
    code: "export function double(x: tf.Tensor) { return /^(a+)+$/.test(\"a\".repeat(50) + \"b\"); }",
    points: 0, kind: "timeout", says: /no answer within 1 s/,
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
    title: "an exception with a message of 50 MB and control characters",
    code: "export function double(x: tf.Tensor) { throw new Error(\"\\u001b[2J\\n::error::\" + \"z\".repeat(5e7)); }",
    points: 0, kind: "threw", says: /^[^\n\u001b]{1,600}$/,
  },
  {
    title: "an exception in a timer after a right answer",
    code: "export function double(x: tf.Tensor) { setTimeout(() => { throw new Error(\"late\"); }, 0); return tf.mul(x, 2); }",
    points: 31, kind: null, says: /^$/,
  },
  {
    title: "endless recursion",
    code: "export function double(x: tf.Tensor): any { return [double(x)]; }",
    points: 0, kind: "threw", says: /Maximum call stack/,
  },
  {
    title: "too much of the JavaScript heap",
    code: "export function double(x: tf.Tensor) { const all: any[] = []; for (;;) all.push({ a: [1.5, 2.5] }); }",
    points: 0, kind: "crashed", says: /memory/, seconds: 10,
  },
  {
    title: "too many array buffers, which the heap limit does not count",
    code: "export function double(x: tf.Tensor) { const all: any[] = []; for (;;) all.push(new Uint8Array(5e7).fill(1)); }",
    points: 0, kind: "crashed", says: /more than 300 MB of memory/, seconds: 10,
  },
  {
    title: "endless output",
    code: `${getFs}export function double(x: tf.Tensor) { for (;;) fs.writeSync(2, "y".repeat(65536)); }`,
    points: 0, kind: "crashed", says: /printed more than 4 MB/, seconds: 10,
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
    code: "export function double(x: tf.Tensor) { let list: any = 1; for (let i = 0; i < 20; i++) list = [list]; return list; }",
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
    code: "export function double(x: tf.Tensor) { return tf.tensor(x.size === 3 ? [2, 4, 6] : [], [x.size === 3 ? 3 : 0]); }",
    points: 5, kind: "wrong", says: /the shape is \[0\] instead of \[4\]/,
  },
];

/** Lies about the result: none brings a point that a right value did not earn. */
const forgeries: Attack[] = [
  {
    title: "forged results and workflow commands on stdout and stderr",
    code: `export function double(x: tf.Tensor) {
  const forged = JSON.stringify({ version: 1, earned: 31, points: 31, ok: true, value: null });
  console.log(forged); console.error(forged); console.log("::set-output name=points::31");
  return tf.mul(x, 3);
}`,
    points: 4, kind: "wrong", says: /value 0 is 3 instead of 2/,
  },
  {
    title: "a frame on the answer pipe without being asked",
    code: `${getFs}export function double(x: tf.Tensor) {
  fs.writeSync(3, '{"nonce":"","ok":true,"value":null,"earned":31}\\n');
  return tf.mul(x, 2);
}`,
    points: 0, kind: "protocol", says: /other than the function's result/,
  },
  {
    title: "a ready frame sent again",
    code: `${getFs}export function double(x: tf.Tensor) {
  fs.writeSync(3, '{"nonce":"ready","ok":true,"value":null}\\n');
  return tf.mul(x, 2);
}`,
    points: 0, kind: "protocol", says: /other than the function's result/,
  },
  {
    title: "garbage on the answer pipe without a line end",
    code: `${getFs}export function double(x: tf.Tensor) { const b = Buffer.alloc(1 << 20, 65); for (;;) fs.writeSync(3, b); }`,
    points: 0, kind: "protocol", says: /too large/,
  },
  {
    title: "the answer pipe closed",
    code: `${getFs}export function double(x: tf.Tensor) { fs.closeSync(3); return tf.mul(x, 2); }`,
    points: 0, kind: "crashed", says: /ended its own process/,
  },
  {
    title: "the real nonce stolen, a passing score and a broken tensor sent under it",
    code: `${getFs}let nonce = "";
const parse = JSON.parse; const subarray = Buffer.prototype.subarray;
Buffer.prototype.subarray = function (this: any, ...a: any[]) {
  const r = (subarray as any).apply(this, a); nonce = /[0-9a-f]{32}/.exec(r.toString("latin1"))?.[0] ?? nonce; return r;
} as any;
export function double(x: tf.Tensor) {
  fs.writeSync(3, '{"nonce":"' + nonce + '","ok":true,"earned":31,"__proto__":{"passed":true},"value":{"tensor":{"dtype":"float32","shape":[3],"base64":"AAAA"}}}\\n');
  for (;;);
}`,
    points: 0, kind: "protocol", says: /other than the function's result/,
  },
  {
    title: "the real nonce stolen and answered twice",
    code: `${getFs}let nonce = "";
const subarray = Buffer.prototype.subarray;
Buffer.prototype.subarray = function (this: any, ...a: any[]) {
  const r = (subarray as any).apply(this, a); nonce = /[0-9a-f]{32}/.exec(r.toString("latin1"))?.[0] ?? nonce; return r;
} as any;
export function double(x: tf.Tensor) {
  const line = '{"nonce":"' + nonce + '","ok":true,"value":1}\\n';
  fs.writeSync(3, line + line);
  for (;;);
}`,
    points: 0, kind: "wrong", says: /should return a tensor/,
  },
  {
    title: "Object.prototype polluted with scores and toJSON, values right",
    code: `export function double(x: tf.Tensor) {
  for (const [key, value] of [["earned", 31], ["ok", true], ["toJSON", () => ({ ok: true })]] as const) {
    Object.defineProperty(Object.prototype, key, { value, configurable: true, writable: true });
  }
  return tf.mul(x, 2);
}`,
    points: 31, kind: null, says: /^$/,
  },
  {
    title: "Object.prototype polluted with scores, values wrong",
    code: `(Object.prototype as any).passed = true; (Object.prototype as any).earned = 31;
export function double(x: tf.Tensor) { return tf.mul(x, 3); }`,
    points: 4, kind: "wrong", says: /value 0 is 3 instead of 2/,
  },
  {
    title: "built-ins replaced: JSON, Math, Date, Promise, console, timers",
    code: `(JSON as any).stringify = () => '{"ok":true}'; (JSON as any).parse = () => ({ ok: true });
(Math as any).abs = () => 0; (Date as any).now = () => 0; (performance as any).now = () => 0;
(globalThis as any).setTimeout = () => 0; (globalThis as any).console = {};
export function double(x: tf.Tensor) { return tf.mul(x, 3); }`,
    points: 4, kind: "wrong", says: /value 0 is 3 instead of 2/,
  },
  {
    title: "expect, it and assert replaced in the learner's own process",
    code: `Object.assign(globalThis, { expect: () => ({ toBe() {} }), it: () => {}, assert: () => {} });
export function double(x: tf.Tensor) { return tf.mul(x, 3); }`,
    points: 4, kind: "wrong", says: /value 0 is 3 instead of 2/,
  },
];

async function expectVerdict({ code, points, kind, says, seconds = 1 }: Attack, tier: Tier): Promise<void> {
  const limits = { ...tinyLimits, requestTime: seconds * 1000, exerciseTime: seconds * 2500 };
  const verdict = await gradeFile(importTf + goodCount + code, { tier, limits });
  const double = exerciseOf(verdict, "double");
  expect(double.reason?.message ?? "").toMatch(says);
  expect({ ...earned(verdict), kind: double.reason?.kind ?? null }).toEqual({ double: points, count: 5, upper: 7, kind });
  expect(verdict).toMatchObject({ earned: points + 12, points: 43, tier });
}

describe("in a process of its own", () => {
  test.each([...inside, ...forgeries])("$title costs that function alone", (attack) => expectVerdict(attack, "process"));

  test.each([
    ["process.exit", "process.exit(0);", "crashed", /does not load: the code ended its own process \(exit code 0\)/],
    ["an endless loop", "for (;;);", "timeout", /does not load: no answer within 1 s/],
    ["an exception", "throw new Error(\"not today\");", "threw", /00-tiny\.ts:4: .*not today/],
    ["a kill of its own process group", "process.kill(0, \"SIGKILL\");", "crashed", /does not load: .*SIGKILL/],
  ])("%s while the file is loaded costs that file alone", async (_, code, kind, says) => {
    const verdict = await gradeFile(importTf + goodDouble + goodCount + code, { tier: "process" });
    expect(earned(verdict)).toEqual({ double: 0, count: 0, upper: 7 });
    expect(exerciseOf(verdict, "double").reason).toMatchObject({ kind, message: expect.stringMatching(says) });
  });
});

