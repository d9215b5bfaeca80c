import { shown } from "../../system/shown";
import { requirePadding, type Padding } from "../encoding/padding";
import { requireTruncation, type Truncation } from "../encoding/truncation";
import { expectPart, requireObject } from "../jsonParts";

const STRATEGIES = { LongestFirst: "longestFirst", OnlyFirst: "onlyFirst", OnlySecond: "onlySecond" } as const;
const SIDES = { Right: "right", Left: "left" } as const;
const keyOf = (names: Record<string, string>, value: string): string => Object.keys(names).find((key) => names[key] === value)!;

export function truncationJson(truncation: Truncation | null): object | null {
  if (!truncation) return null;
  const { maxLength, strategy = "longestFirst", stride = 0, side = "right" } = truncation;
  return { direction: keyOf(SIDES, side), max_length: maxLength, strategy: keyOf(STRATEGIES, strategy), stride };
}

/** @throws TypeError and RangeError where it is none that is known here. */
export function parseTruncation(json: unknown): Truncation | null {
  if (json === null) return null;
  const { direction = "Right", max_length: maxLength, strategy, stride = 0 } = requireObject("truncation", json);
  expectPart("truncation", "truncation.direction", direction, ...Object.keys(SIDES));
  expectPart("truncation", "truncation.strategy", strategy, ...Object.keys(STRATEGIES));
  const found = {
    maxLength: maxLength as number, stride: stride as number,
    strategy: STRATEGIES[strategy as keyof typeof STRATEGIES], side: SIDES[direction as keyof typeof SIDES],
  };
  requireTruncation(found);
  return found;
}

export function paddingJson(padding: Padding | null, tokens: readonly string[]): object | null {
  if (!padding) return null;
  const { length = "longest", multipleOf = 1, side = "right", token = "[PAD]", typeId = 0 } = padding;
  return {
    strategy: length === "longest" ? "BatchLongest" : { Fixed: length },
    direction: keyOf(SIDES, side),
    pad_to_multiple_of: multipleOf === 1 ? null : multipleOf,
    pad_id: tokens.indexOf(token),
    pad_type_id: typeId,
    pad_token: token,
  };
}

/** @throws TypeError and RangeError where it is none that is known here, or its token and id contradict the vocabulary. */
export function parsePadding(json: unknown, tokens: readonly string[]): Padding | null {
  if (json === null) return null;
  const found = requireObject("padding", json);
  const { strategy, direction = "Right", pad_to_multiple_of: multiple } = found;
  const { pad_id: id, pad_type_id: typeId = 0, pad_token: token } = found;
  expectPart("padding", "padding.direction", direction, ...Object.keys(SIDES));
  const length = strategy === "BatchLongest" ? "longest" : requireObject("padding.strategy", strategy).Fixed as number;
  if (typeof token !== "string" || typeof id !== "number" || tokens[id] !== token) {
    throw new TypeError(`padding has the token ${shown(token)} with the id ${shown(id)}: expected a token of the vocabulary`);
  }
  const padding = {
    length: length as number | "longest", multipleOf: (multiple ?? 1) as number, side: SIDES[direction as keyof typeof SIDES],
    token, typeId: typeId as number,
  };
  requirePadding(padding);
  return padding;
}
