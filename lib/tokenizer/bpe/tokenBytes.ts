import { charactersToBytes } from "./byteCharacters";
import type { BPEVocabulary } from "./vocabulary";

/** The bytes that each token stands for. */
export class TokenBytes {
  /** Those of all tokens, one behind the other. */
  private readonly bytes: Uint8Array;
  /** Token id's bytes run from starts[id] to starts[id + 1]. */
  private readonly starts: Int32Array;

  constructor({ tokens, addedTokens }: BPEVocabulary) {
    const added = new Set(addedTokens.map(({ id }) => id));
    const each = tokens.map((token, id) =>
      added.has(id) ? new TextEncoder().encode(token) : Uint8Array.from(charactersToBytes(token)!));
    this.starts = new Int32Array(each.length + 1);
    each.forEach((bytes, id) => (this.starts[id + 1] = this.starts[id] + bytes.length));
    this.bytes = new Uint8Array(this.starts[each.length]);
    each.forEach((own, id) => this.bytes.set(own, this.starts[id]));
  }

  /** How many bytes a token has. */
  lengthOf(id: number): number {
    return this.starts[id + 1] - this.starts[id];
  }

  /** The bytes of these tokens, one behind the other. */
  of(ids: ArrayLike<number>): Uint8Array {
    let length = 0;
    for (let i = 0; i < ids.length; i++) length += this.lengthOf(ids[i]);
    const result = new Uint8Array(length);
    let at = 0;
    for (let i = 0; i < ids.length; i++) {
      for (let from = this.starts[ids[i]]; from < this.starts[ids[i] + 1]; from++) result[at++] = this.bytes[from];
    }
    return result;
  }
}
