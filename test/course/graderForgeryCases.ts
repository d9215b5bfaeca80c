import { type Attack, getFs } from "./graderAttackCases";

/** Lies about the result: none brings a point that a right value did not earn. */
export const forgeries: Attack[] = [
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
  const value = '{"tensor":{"dtype":"float32","shape":[3],"base64":"AAAA"}}';
  fs.writeSync(3, '{"nonce":"' + nonce + '","ok":true,"earned":31,"__proto__":{"ok":true},"value":' + value + '}\\n');
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
