import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../course/setup/paths";
import { allAttacks } from "./attacks";
import { attackTable } from "./table";

const path = join(root, "docs", "grading.md");
const attacks = await allAttacks();

test("docs/grading.md tells of every attack what its file says (WRITE_ATTACKS=1 puts the table there)", () => {
  const text = readFileSync(path, "utf8");
  const [table = ""] = /^\| +\| attack \|.*\n(\|.*\n)*/m.exec(text) ?? [];
  if (process.env.WRITE_ATTACKS) writeFileSync(path, text.replace(table, () => `${attackTable(attacks)}\n`));
  else expect(table).toBe(`${attackTable(attacks)}\n`);
});

test("attacks are numbered from 1 without a gap, and each has a title of its own", () => {
  expect(attacks.map(({ name }) => Number(name.slice(0, 2)))).toEqual(attacks.map((_, i) => i + 1));
  expect(new Set(attacks.map(({ title }) => title)).size).toBe(attacks.length);
});

test("what a place cannot hold off is said in a sentence of its own", () => {
  for (const { name, weaker } of attacks) {
    for (const { says } of Object.values(weaker ?? {})) expect(says, name).toMatch(/^succeeds: .{20,}/);
  }
});
