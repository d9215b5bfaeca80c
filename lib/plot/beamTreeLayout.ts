import type { Beam } from "../sampling";
import { requireNotEmpty } from "./checks";

/** A text's place in the tree. */
export interface BeamNode {
  text: Beam;
  /** How many tokens it has, 0 for the prompt. */
  column: number;
  /** From the top; may lie between two rows. */
  row: number;
  /** Whether the search went on with it. */
  kept: boolean;
  /** Whether it is the best text of the last step, or the beginning of that. */
  best: boolean;
  children: BeamNode[];
}

/**
 * The tree of all texts: those of a step below the text that they continue, a parent level with the middle of its
 * children, better ones above.
 * @throws RangeError where a text does not continue a kept one of the step before, or comes twice.
 */
export function growBeams(
  steps: readonly (readonly Beam[])[], { beams, vocabularySize }: { beams: number; vocabularySize: number },
): { root: BeamNode; nodes: BeamNode[]; rows: number } {
  requireNotEmpty("steps", steps);
  if (!(beams >= 1)) throw new RangeError(`beams is ${beams}: expected how many texts are kept, at least 1`);
  const empty: Beam = { ids: [], logProbability: 0 };
  const root: BeamNode = { text: empty, column: 0, row: 0, kept: true, best: true, children: [] };
  let parents = new Map([[keyOf([]), root]]);
  const nodes: BeamNode[] = [];
  steps.forEach((texts, step) => {
    requireNotEmpty(`steps[${step}]`, texts);
    const level = new Map<string, BeamNode>();
    texts.forEach((text, i) => {
      const where = `steps[${step}][${i}]`;
      requireText(where, text, { length: step + 1, vocabularySize });
      const parent = parents.get(keyOf(text.ids.slice(0, -1)));
      if (!parent?.kept) {
        throw new RangeError(
          `${where} has ids [${text.ids.join(", ")}]: expected them to continue a text kept in the step before`,
        );
      }
      if (level.has(keyOf(text.ids))) {
        throw new RangeError(`${where} has the ids [${text.ids.join(", ")}] once more: expected each text once`);
      }
      const node = { text, column: step + 1, row: 0, kept: i < beams, best: false, children: [] };
      parent.children.push(node);
      level.set(keyOf(text.ids), node);
    });
    nodes.push(...level.values());
    parents = level;
  });
  const best = [...parents.values()].reduce((a, b) => (b.text.logProbability > a.text.logProbability ? b : a));
  for (const node of nodes) node.best = best.text.ids.slice(0, node.column).every((id, i) => id === node.text.ids[i]);
  return { root, nodes, rows: placeRows(root, 0) };
}

/** Gives each leaf a row of its own from `next` on; the first row that is free then. */
function placeRows(node: BeamNode, next: number): number {
  if (node.children.length === 0) {
    node.row = next;
    return next + 1;
  }
  node.children.sort((a, b) => b.text.logProbability - a.text.logProbability);
  const end = node.children.reduce((free, child) => placeRows(child, free), next);
  node.row = (node.children[0].row + node.children[node.children.length - 1].row) / 2;
  return end;
}

function keyOf(ids: readonly number[]): string {
  return ids.join(" ");
}

function requireText(
  where: string, { ids, logProbability }: Beam, { length, vocabularySize }: { length: number; vocabularySize: number },
): void {
  if (ids.length !== length) {
    throw new RangeError(`${where} has ${ids.length} ids: expected ${length}, as many as there were steps`);
  }
  const bad = ids.find((id) => !(Number.isInteger(id) && id >= 0 && id < vocabularySize));
  if (bad !== undefined) {
    throw new RangeError(`${where} has the id ${bad}: expected the number of one of the ${vocabularySize} tokens`);
  }
  if (!(logProbability <= 1e-6 && logProbability > -Infinity)) {
    throw new RangeError(`${where} has the logProbability ${logProbability}: expected ln P, a finite number up to 0`);
  }
}
