import { emptyEncoding, pushToken, type Encoding } from "../encoding/encoding";
import type { Segment } from "../addedTokens";
import type { BPEEncoder } from "./encoder";
import type { TokenBytes } from "./tokenBytes";

/** The tokens of a text that was cut at its added tokens, and which characters the bytes of each are part of. */
export function encodeWithBytes(
  segments: readonly Segment[], sequence: 0 | 1, encoder: BPEEncoder, names: readonly string[], bytes: TokenBytes,
): Encoding {
  const encoding = emptyEncoding();
  let word = 0;
  const push = (id: number, offsets: [number, number], token = names[id]): void =>
    pushToken(encoding, { id, token, typeId: sequence, attention: 1, special: 0, offsets, word, sequence });
  let at = 0;
  for (const segment of segments) {
    if (typeof segment !== "string") {
      push(segment.id, [at, (at += segment.found.length)], segment.found);
      word++;
      continue;
    }
    const [first, last] = characterOfBytes(segment);
    const ids: number[] = [];
    let done = 0;
    let byte = 0;
    encoder.encodeInto(ids, segment, () => {
      for (; done < ids.length; done++) {
        const length = bytes.lengthOf(ids[done]);
        push(ids[done], [at + first[byte], at + last[byte + length - 1]]);
        byte += length;
      }
      word++;
    });
    at += segment.length;
  }
  return encoding;
}

/** For each byte of the text's UTF-8 where its character begins and ends in the text. */
function characterOfBytes(text: string): [first: Int32Array, last: Int32Array] {
  const [first, last] = [new Int32Array(3 * text.length), new Int32Array(3 * text.length)]; // a unit has three bytes at most
  let byte = 0;
  for (let at = 0; at < text.length; ) {
    const point = text.codePointAt(at)!;
    const end = at + (point > 0xffff ? 2 : 1);
    for (let left = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4; left > 0; left--, byte++) {
      first[byte] = at;
      last[byte] = end;
    }
    at = end;
  }
  return [first, last];
}
