import type { Tokenizer } from "./tokenizer";

/**
 * Decodes ids one by one as a model makes them, and never gives half a character.
 *
 * A token of a byte-level tokenizer can end within a character (👍 has four bytes): its bytes wait for the rest. All that
 * `push` and `finish` gave, joined, is `tokenizer.decode` of all ids.
 */
export class TextStream {
  private readonly decoder = new TextDecoder("utf-8", { ignoreBOM: true }); // else it would swallow a leading U+FEFF
  private readonly bytesOf: (id: number) => Uint8Array;

  constructor(tokenizer: Pick<Tokenizer, "decode" | "decodeBytes">) {
    const encoder = new TextEncoder();
    this.bytesOf = (id) => tokenizer.decodeBytes?.([id]) ?? encoder.encode(tokenizer.decode([id]));
  }

  /**
   * The characters that this id completes; often none, or several.
   * @throws RangeError for an id outside the vocabulary.
   */
  push(id: number): string {
    return this.decoder.decode(this.bytesOf(id), { stream: true });
  }

  /** What was left when the ids ended: U+FFFD (�) for bytes of an unfinished character. The stream can be used anew. */
  finish(): string {
    return this.decoder.decode();
  }
}
