import { Command } from "commander";

/** The name that a mistyped word may mean ("causalMask", "one of a, b"), as commander finds it; null where none is near. */
export function similarName(word: string, names: readonly string[]): string | null {
  if (!/^\w+$/.test(word)) return null; // an option's dash is no name's
  const lookup = new Command().helpCommand(false).exitOverride().configureOutput({ writeErr: () => undefined });
  for (const name of names) lookup.command(name);
  try {
    lookup.parse([word], { from: "user" });
    return word;
  } catch (error) {
    return /\(Did you mean ([^?]+)\?\)/.exec((error as Error).message)?.[1] ?? null;
  }
}
