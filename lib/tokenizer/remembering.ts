/** How many pieces of text are remembered; English text of a megabyte has some 15,000 different ones. */
const REMEMBERED = 1 << 16;
/** Longer pieces are rare, and V8 keeps the whole text in memory for any piece of 13 characters or more. */
const LONGEST_REMEMBERED = 12;

/** The same function, which remembers what it gave for short pieces of text: words repeat. */
export function remembering<Encoded extends object | number>(encode: (piece: string) => Encoded): (piece: string) => Encoded {
  const seen = new Map<string, Encoded>();
  return (piece) => {
    const known = seen.get(piece);
    if (known !== undefined) return known;
    const encoded = encode(piece);
    if (piece.length <= LONGEST_REMEMBERED) {
      if (seen.size === REMEMBERED) seen.clear();
      seen.set(piece, encoded);
    }
    return encoded;
  };
}
