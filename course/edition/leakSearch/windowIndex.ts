/** Finds which of many short runs of tokens a text holds, whatever stands between them. */
export class WindowIndex<Owner> {
  /** Each token of any window as one character, so that a run of tokens is a string. */
  readonly #characters = new Map<string, string>();
  /** By length. */
  readonly #windows = new Map<number, Map<string, Owner>>();

  add(window: string[], owner: Owner): void {
    const text = window.map((token) => this.#characterOf(token)).join("");
    const same = this.#windows.get(window.length) ?? new Map<string, Owner>();
    this.#windows.set(window.length, same);
    if (!same.has(text)) same.set(text, owner);
  }

  /** Forgets the windows that this text holds. */
  remove(tokens: string[]): void {
    for (const { length, text } of this.#matches(tokens)) this.#windows.get(length)!.delete(text);
  }

  /** The owners of the windows that the text holds, each with the first of its windows. */
  find(tokens: string[]): Map<Owner, string[]> {
    const found = new Map<Owner, string[]>();
    for (const { owner, at, length } of this.#matches(tokens)) {
      if (!found.has(owner)) found.set(owner, tokens.slice(at, at + length));
    }
    return found;
  }

  *#matches(tokens: string[]): Generator<{ owner: Owner; text: string; at: number; length: number }> {
    const text = tokens.map((token) => this.#characters.get(token) ?? "\0").join("");
    for (const { 0: known, index: start } of text.matchAll(/[^\0]+/g)) {
      for (const [length, windows] of this.#windows) {
        for (let at = 0; at + length <= known.length; at++) {
          const window = known.slice(at, at + length);
          const owner = windows.get(window);
          if (owner !== undefined) yield { owner, text: window, at: start + at, length };
        }
      }
    }
  }

  #characterOf(token: string): string {
    const known = this.#characters.get(token);
    if (known !== undefined) return known;
    const code = this.#characters.size + 1;
    if (code >= 0xd800) throw new RangeError("the secrets hold more than 55,000 different words");
    const character = String.fromCharCode(code);
    this.#characters.set(token, character);
    return character;
  }
}
