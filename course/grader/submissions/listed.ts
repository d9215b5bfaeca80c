import { oneLine } from "../oneLine";

/** The first names of a list and the number of the others: `a.ts, b.ts and 3 more`. A stranger may have chosen them. */
export function listed(names: string[], most: number): string {
  const told = names.slice(0, most).map((name) => {
    const plain = oneLine(name);
    return plain.length > 40 ? `${plain.slice(0, 39)}…` : plain;
  }).join(", ");
  return names.length > most ? `${told} and ${names.length - most} more` : told;
}
