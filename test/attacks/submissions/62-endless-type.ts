import type { Attack } from "../attack";
import { rightDouble } from "../scene";

/** Asks the compiler for types by the million. */
const endless = `type Grow<T extends unknown[], N extends number> = T["length"] extends N ? T : Grow<[...T, 0], N>;
type Digit = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9";
type Many = \`\${Digit}\${Digit}\${Digit}\${Digit}\`;
export type All = { [A in Many]: { [B in Many]: \`\${A}\${B}\` } }[Many][Many];
export const one: All = "x";
`;

export const attack: Attack = {
  title: "a type that keeps the compiler busy",
  types: true,
  hangs: true,
  handIn: ({ double }) => double(endless + rightDouble),
  outcome: { typeErrors: [/^the types could not be checked: the compiler took too long$/] },
};
