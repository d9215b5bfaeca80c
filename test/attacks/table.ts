import type { ExerciseName, NamedAttack, Outcome } from "./attack";
import { full } from "./course";
import type { Place } from "./places";

const columns: [Place, string][] = [
  ["bubblewrap", "`bubblewrap`"], ["other user", "`process`, a user without rights"],
  ["same user", "`process`, the same user"],
];

/** Every attack by number: what it costs whoever hands it in, and what comes of it at each place. */
export function attackTable(attacks: NamedAttack[]): string {
  const head = ["", "attack", "costs", ...columns.map(([, title]) => title)];
  const rows = attacks.map(({ name, title, outcome, weaker }) => [
    String(Number(name.slice(0, 2))), title, cost(outcome),
    ...columns.map(([place]) => weaker?.[place]?.says ?? "held"),
  ]);
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.map(escaped).join(" | ")} |`).join("\n");
}

function escaped(text: string): string {
  return text.replaceAll("|", "\\|");
}

function cost({ earned = {}, problem }: Outcome): string {
  if (problem) return "the whole submission";
  const names = Object.keys(full) as ExerciseName[];
  const lost = names.filter((name) => earned[name] === 0).length;
  if (lost === names.length) return "all files";
  if (lost > 0) return lost === 1 ? "the function" : "the file";
  return names.some((name) => earned[name]) ? "some checks" : "nothing";
}
