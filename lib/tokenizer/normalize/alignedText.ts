/** One change to a text: `text` takes the place of what stands from `start` to `end`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text with these edits made, which are in order and do not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = "";
  let at = 0;
  for (const edit of edits) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}

/**
 * A text that was changed on its way to the tokens, and where each part of it comes from in the original.
 *
 * What an edit puts in comes from all that it replaces: after NFD both e and ´ come from é, and after NFC é comes from both.
 * (Python's `tokenizers` names one of them then: the e, and of several spaces that become one the last.)
 * All places are counted in UTF-16 units, as `slice` has them.
 */
export class AlignedText {
  private constructor(
    readonly text: string,
    /** Unit i of the text comes from starts[i] to ends[i] of the original; without them from origin + i. */
    private readonly starts: Int32Array | undefined,
    private readonly ends: Int32Array | undefined,
    private readonly origin: number,
  ) {}

  /** @param origin where the text begins in the original, if that is a longer one */
  static of(text: string, origin = 0): AlignedText {
    return new AlignedText(text, undefined, undefined, origin);
  }

  edited(edits: readonly Edit[]): AlignedText {
    if (edits.length === 0) return this;
    const text = applyEdits(this.text, edits);
    if (!this.starts && edits.every((edit) => edit.end - edit.start === 1 && edit.text.length === 1)) {
      return new AlignedText(text, undefined, undefined, this.origin); // every unit stays where it was
    }
    const starts = new Int32Array(text.length);
    const ends = new Int32Array(text.length);
    let from = 0;
    let to = 0;
    const keepUntil = (end: number): void => {
      for (; from < end; from++, to++) {
        starts[to] = this.starts ? this.starts[from] : this.origin + from;
        ends[to] = this.ends ? this.ends[from] : this.origin + from + 1;
      }
    };
    for (const edit of edits) {
      keepUntil(edit.start);
      const [start, end] = this.source(edit.start, edit.end);
      starts.fill(start, to, to + edit.text.length);
      ends.fill(end, to, to + edit.text.length);
      to += edit.text.length;
      from = edit.end;
    }
    keepUntil(this.text.length);
    return new AlignedText(text, starts, ends, this.origin);
  }

  slice(start: number, end: number): AlignedText {
    const starts = this.starts?.subarray(start, end);
    return new AlignedText(this.text.slice(start, end), starts, this.ends?.subarray(start, end), this.origin + start);
  }

  /** Where the text from `start` to `end`, at least one unit, comes from in the original. */
  source(start: number, end: number): [start: number, end: number] {
    if (!this.starts || !this.ends) return [this.origin + start, this.origin + end];
    return [this.starts[start], this.ends[end - 1]];
  }
}
