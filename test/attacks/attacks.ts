import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Attack, NamedAttack } from "./attack";

const folder = join(import.meta.dirname, "submissions");

/** All attacks, by number. */
export async function allAttacks(): Promise<NamedAttack[]> {
  const names = readdirSync(folder).map((file) => file.replace(/\.ts$/, "")).sort();
  return Promise.all(names.map(async (name) => {
    const { attack } = await import(join(folder, `${name}.ts`)) as { attack: Attack };
    return { ...attack, name };
  }));
}
