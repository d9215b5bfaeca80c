import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { duplicateKey } from "../../../lib/system/jsonKeys";

describe("duplicateKey", () => {
  it.each([
    ['{"a":1,"b":2,"a":3}', "a"],
    ['{"a":{"x":1},"b":{"x":1,"y":2,"x":3}}', "x"],
    ['[{"k":1},{"k":1,"k":2}]', "k"],
    ['{"a":[{"b":1}],"a" \n:2}', "a"],
    ['{"\\u0061":1,"a":2}', "a"],
    ['{"":1,"":2}', ""],
    ['{"a\\"b":1,"a\\"b":2}', 'a"b'],
  ])("finds in %s the key that stands twice in one object", (json, key) => {
    expect(duplicateKey(json)).toBe(key);
  });

  it.each([
    '{"a":{"a":{"a":1}},"b":{"a":1}}',
    '[{"a":1},{"a":2}]',
    '{"a":"b","b":"a","c":"{\\"a\\":1,\\"a\\":2}"}',
    '{"a":["a","a",{"x":"a"}]}',
    '"a:a"',
  ])("finds none in %s", (json) => {
    expect(duplicateKey(json)).toBeUndefined();
  });

  it("finds none in anything that JSON.stringify makes, and one as soon as a key is repeated", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, key) => {
        expect(duplicateKey(JSON.stringify(value))).toBeUndefined();
        const name = JSON.stringify(key);
        expect(duplicateKey(`{${name}:${JSON.stringify(value)},${name}:1}`)).toBe(key);
      }),
    );
  });
});
