import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Attack, NamedAttack } from "./attack";

const folder = join(import.meta.dirname, "submissions");

/** All attacks, by number; with ATTACKS=13,27 in the environment these alone. */
export async function allAttacks(): Promise<NamedAttack[]> {
  const chosen = process.env.ATTACKS?.split(",").map((number) => number.padStart(2, "0"));
  const names = readdirSync(folder).map((file) => file.replace(/\.ts$/, "")).sort()
    .filter((name) => chosen?.includes(name.slice(0, 2)) ?? true);
  return Promise.all(names.map(async (name) => {
    const { attack } = await import(join(folder, `${name}.ts`)) as { attack: Attack };
    return { ...attack, name };
  }));
}
