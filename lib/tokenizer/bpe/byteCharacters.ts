/**
 * GPT-2's visible character for each of the 256 bytes, so that every byte string is a text that one can print.
 *
 * Bytes that Latin-1 prints stand for themselves; the other 68 are counted up from U+0100: a space is Ġ, a line end Ċ.
 * Source: `bytes_to_unicode` in https://github.com/openai/gpt-2/blob/master/src/encoder.py.
 */
export const BYTE_CHARACTERS: readonly string[] = byteCharacters();

function byteCharacters(): string[] {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(isVisible(byte) ? byte : next++));
}

function isVisible(byte: number): boolean {
  return (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
}

const BYTES = new Map(BYTE_CHARACTERS.map((character, byte) => [character, byte]));

/** `[32, 104, 105] → "Ġhi"` */
export function bytesToCharacters(bytes: ArrayLike<number>): string {
  let text = "";
  for (let i = 0; i < bytes.length; i++) text += BYTE_CHARACTERS[bytes[i]];
  return text;
}

/** `"Ġhi" → [32, 104, 105]`; undefined where a character stands for no byte. */
export function charactersToBytes(text: string): number[] | undefined {
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const byte = BYTES.get(text[i]);
    if (byte === undefined) return undefined;
    bytes.push(byte);
  }
  return bytes;
}
