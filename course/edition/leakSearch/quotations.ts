/** So many tokens of a quotation are looked up at once; a shorter one is not known again. */
const START = 6;

/**
 * Cuts whole quotations out of a text's tokens and leaves a mark in the place of each. What is quoted stands at the start
 * of the text, behind another quotation, a quotation mark or a colon: the same words within code are code.
 */
export class Quotations {
  /** By their first tokens. */
  readonly #known = new Map<string, string[][]>();

  constructor(quotations: string[][]) {
    for (const each of quotations) {
      const start = each.slice(0, START).join(" ");
      this.#known.set(start, [...this.#known.get(start) ?? [], each]);
    }
  }

  cutFrom(tokens: string[]): string[] {
    const rest: string[] = [];
    for (let at = 0; at < tokens.length;) {
      const mayBegin = at === 0 || /["'`:]/.test(tokens[at - 1]) || rest.at(-1) === "\0";
      const found = (mayBegin ? this.#known.get(tokens.slice(at, at + START).join(" ")) : undefined)
        ?.find((quotation) => quotation.every((token, i) => tokens[at + i] === token));
      rest.push(found ? "\0" : tokens[at]);
      at += found?.length ?? 1;
    }
    return rest;
  }
}
