import { shown } from "../../system/shown";
import { requireWhole } from "../../tensor/checks";
import type { Tokenizer } from "../tokenizer";
import { emptyEncoding, joinEncodings, pushToken, type Encoding } from "./encoding";

export interface Padding {
  /** The length to fill up to; "longest" takes that of the longest encoding. */
  length?: number | "longest";
  /** The length is rounded up to a multiple of this, which some hardware prefers. */
  multipleOf?: number;
  /** Where the padding goes; "left" for models that go on writing at the end. */
  side?: "right" | "left";
  /** The token to fill up with. */
  token?: string;
  typeId?: number;
}

/**
 * Encodings of one length, filled up with padding that no attention goes to; longer ones stay as they are.
 * @param idOf the id of the padding's token
 * @throws RangeError for a length or multiple that is no whole number, and for an unknown side.
 */
export function pad(
  encodings: readonly Encoding[], { length = "longest", multipleOf = 1, side = "right", token = "[PAD]", typeId = 0 }: Padding,
  idOf: (token: string) => number,
): Encoding[] {
  requirePadding({ length, multipleOf, side, token, typeId });
  const asked = length === "longest" ? Math.max(0, ...encodings.map(({ ids }) => ids.length)) : length;
  const wanted = Math.ceil(asked / multipleOf) * multipleOf;
  const id = idOf(token);
  const fill = (encoding: Encoding): Encoding => {
    const padding = emptyEncoding();
    for (let i = encoding.ids.length; i < wanted; i++) {
      pushToken(padding, { id, token, typeId, attention: 0, special: 1, offsets: [0, 0], word: null, sequence: null });
    }
    const parts = side === "right" ? [encoding, padding] : [padding, encoding];
    return { ...joinEncodings(parts), overflowing: encoding.overflowing.map(fill) };
  };
  return encodings.map(fill);
}

/** @throws RangeError for a length or multiple that is no whole number, and for an unknown side. */
export function requirePadding({ length = "longest", multipleOf = 1, side = "right", typeId = 0 }: Padding): void {
  if (length !== "longest") requireWhole("padding.length", length, 0);
  requireWhole("padding.multipleOf", multipleOf);
  requireWhole("padding.typeId", typeId, 0);
  if (side === "left" || side === "right") return;
  throw new RangeError(`padding.side is ${shown(side)}: expected "right" or "left"`);
}

/** The id of the padding's token. @throws RangeError where the tokenizer has no such token. */
export function idOfToken(tokenizer: Pick<Tokenizer, "token" | "vocabularySize">, token: string): number {
  for (let id = 0; id < tokenizer.vocabularySize; id++) if (tokenizer.token(id) === token) return id;
  throw new RangeError(`padding.token is ${JSON.stringify(token)}, which is no token of this tokenizer: name one that it has`);
}
