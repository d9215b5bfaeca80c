import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PlainTensor, PlainValue } from "../../course/exercises/types";
import { Frames } from "../../course/grader/frames";
import { parseAnswer, requestLine } from "../../course/grader/protocol";
import { decode, encode, WireError } from "../../course/grader/wire";

const tensor = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 4 }).chain((shape): fc.Arbitrary<PlainTensor> => {
  const size = shape.reduce((product, length) => product * length, 1);
  const of = (dtype: PlainTensor["dtype"], value: fc.Arbitrary<number>): fc.Arbitrary<PlainTensor> =>
    fc.array(value, { minLength: size, maxLength: size }).map((values) => ({ dtype, shape, values }));
  return fc.oneof(of("float32", fc.float()), of("int32", fc.integer()), of("bool", fc.integer({ min: 0, max: 1 })));
});

const { value } = fc.letrec<{ value: PlainValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.double(), fc.string(), fc.boolean(), fc.constant(null), tensor,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie("value"), { maxKeys: 4 }).filter((fields) => !("dtype" in fields)),
  ),
}));

/** Outside tensors −0 is 0 on the wire, as in JSON; keys are compared without the prototype that fast-check varies. */
const plainly = (item: PlainValue): unknown => JSON.parse(JSON.stringify(item, (_, each: unknown) =>
  typeof each === "number" && !Number.isFinite(each) ? String(each) : each)) as unknown;

describe("the text form of values", () => {
  test("gives back every value that was written", () => {
    fc.assert(fc.property(value, (original) => {
      expect(plainly(decode(JSON.parse(encode(original))))).toEqual(plainly(original));
    }));
  });

  test("keeps each of a tensor's values to the bit, NaN and −0 among them", () => {
    const values = [NaN, -0, Infinity, -Infinity, Math.fround(0.1), 2 ** -149];
    const back = decode(JSON.parse(encode({ dtype: "float32", shape: [6], values }))) as PlainTensor;
    expect(back.values.every((each, i) => Object.is(each, values[i]))).toBe(true);
  });

  test("is written without asking a polluted prototype for toJSON", () => {
    const prototype = Object.prototype as { toJSON?: () => string };
    prototype.toJSON = () => "forged";
    try {
      expect(encode({ a: [1, "two"], b: { dtype: "int32", shape: [1], values: [7] } }))
        .toBe('{"fields":[["a",[1,"two"]],["b",{"tensor":{"dtype":"int32","shape":[1],"base64":"BwAAAA=="}}]]}');
    } finally {
      delete prototype.toJSON;
    }
  });

  test.each([
    ["an untagged object", {}],
    ["an unknown tag", { score: 100 }],
    ["two tags", { number: "NaN", tensor: {} }],
    ["a number that JSON could have said", { number: "1" }],
    ["a field without a value", { fields: [["a"]] }],
    ["a key that is no text", { fields: [[1, 2]] }],
    ["fewer bytes than the shape needs", { tensor: { dtype: "float32", shape: [3], base64: "AAAA" } }],
    ["more bytes than the shape needs", { tensor: { dtype: "float32", shape: [], base64: "AAAAAAAAAAA=" } }],
    ["text that is not base64", { tensor: { dtype: "float32", shape: [], base64: "!!!!!!!!" } }],
    ["a shape of 10¹⁸ elements", { tensor: { dtype: "bool", shape: [1e9, 1e9], base64: "" } }],
    ["a negative size", { tensor: { dtype: "bool", shape: [-1, -1], base64: "AA==" } }],
    ["a size that is no whole number", { tensor: { dtype: "bool", shape: [0.5, 2], base64: "AA==" } }],
    ["seven axes", { tensor: { dtype: "bool", shape: [1, 1, 1, 1, 1, 1, 1], base64: "AA==" } }],
    ["an unknown dtype", { tensor: { dtype: "string", shape: [], base64: "AA==" } }],
    ["a bool of 2", { tensor: { dtype: "bool", shape: [], base64: "Ag==" } }],
    ["no tensor at all", { tensor: null }],
    ["lists nested without end", Array.from({ length: 30 }).reduce<unknown>((inner) => [inner], 1)],
    ["too many items", Array.from({ length: 2 ** 20 + 1 }, () => 0)],
  ])("is refused with %s", (_, wire) => {
    expect(() => decode(wire)).toThrow(WireError);
  });

  test("lets a field named __proto__ be a field and nothing more", () => {
    const read = decode(JSON.parse('{"fields":[["__proto__",{"fields":[["passed",true]]}]]}')) as Record<string, unknown>;
    expect(read.passed).toBeUndefined();
    expect(Object.keys(read)).toEqual(["__proto__"]);
  });
});

describe("an answer", () => {
  const read = (text: string): unknown => parseAnswer(Buffer.from(text), "abc");

  test("counts only with the nonce of the request", () => {
    expect(read('{"nonce":"abc","ok":true,"value":1}')).toEqual({ ok: true, value: 1 });
    expect(read('{"nonce":"abd","ok":true,"value":1}')).toBeNull();
    expect(read('{"ok":true,"value":1}')).toBeNull();
  });

  test("keeps its known fields and loses all others", () => {
    expect(read('{"nonce":"abc","ok":false,"kind":"threw","message":"no","where":null,"earned":31}'))
      .toEqual({ ok: false, kind: "threw", message: "no", where: null });
    expect(read(`{"nonce":"abc","ok":false,"kind":"threw","message":"${"x".repeat(9999)}","where":7}`))
      .toEqual({ ok: false, kind: "threw", message: "x".repeat(500), where: null });
  });

  test.each(["", "null", "7", "[]", "{", '{"nonce":"abc"}', '{"nonce":"abc","ok":1}', '{"nonce":"abc","ok":true,"value":{}}',
    '{"nonce":"abc","ok":false,"kind":"timeout","message":""}', '{"__proto__":{"nonce":"abc","ok":true,"value":1}}',
  ])("is none where the line is %s", (line) => {
    expect(read(line)).toBeNull();
  });
});

test("a request is one line that holds its nonce", () => {
  const line = requestLine({ op: "call", name: "f", args: ["line\nbreak", NaN] }, "abc");
  expect(line.indexOf("\n")).toBe(line.length - 1);
  expect(JSON.parse(line)).toEqual({ nonce: "abc", op: "call", name: "f", args: ["line\nbreak", { number: "NaN" }] });
});

describe("lines", () => {
  test("are the same however the bytes were cut", () => {
    const text = "first\n\nthird, with ü\n";
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: text.length + 1 })), (cuts) => {
      const bytes = Buffer.from(text);
      const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      const frames = new Frames();
      const lines = places.slice(1).flatMap((end, i) => frames.push(bytes.subarray(places[i], end)));
      expect(lines.map(String)).toEqual(["first", "", "third, with ü"]);
    }));
  });

  test("that never end are refused", () => {
    const frames = new Frames();
    const chunk = Buffer.alloc(2 ** 20);
    expect(() => {
      for (let i = 0; i < 17; i++) frames.push(chunk);
    }).toThrow(RangeError);
  });
});
