/** One number in a computation: what it is called, its value, what it came from. */
export interface GraphNode {
  name: string;
  value: number;
  /** Derivative of the last node with respect to this one. */
  gradient?: number;
  /** Names of the nodes that it is computed from; none for a given number. */
  inputs?: readonly string[];
  /** How it is computed from them, for instance "a·b". */
  operation?: string;
  /** Its derivative with respect to each input, written on the arrows. */
  local?: readonly number[];
}

/** The column (from the left) and the row (may lie between two) of each node. */
export type Places = Map<string, { column: number; row: number }>;

/**
 * Places for the nodes of a computation: each one column before the first node that needs it, given numbers one below
 * the other, a computed number level with the middle of its inputs.
 * @throws RangeError where a name comes twice or is missing, nodes form a circle, or the number of local derivatives is
 * not that of the inputs.
 */
export function placeNodes(nodes: readonly GraphNode[]): Places {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  requireNodes(nodes, byName);
  const fromEnd = new Map<string, number>(); // steps to the furthest end of the computation
  const visit = (name: string, distance: number, path: readonly string[]): void => {
    if (path.includes(name)) throw circle([...path, name].join(" ← "));
    fromEnd.set(name, Math.max(fromEnd.get(name) ?? 0, distance));
    byName.get(name)?.inputs?.forEach((input) => visit(input, distance + 1, [...path, name]));
  };
  const used = new Set(nodes.flatMap(({ inputs = [] }) => inputs));
  const ends = nodes.filter(({ name }) => !used.has(name));
  if (ends.length === 0) throw circle(nodes.map(({ name }) => name).join(", "));
  ends.forEach(({ name }) => visit(name, 0, []));
  nodes.forEach(({ name }) => { // a circle that no end needs is found from its own nodes
    if (!fromEnd.has(name)) visit(name, 0, []);
  });

  const depth = Math.max(...fromEnd.values());
  const rows = new Map<string, number>();
  let given = 0;
  const placeRow = (name: string): number => {
    const known = rows.get(name);
    if (known !== undefined) return known;
    const inputs = byName.get(name)?.inputs ?? [];
    const above = inputs.map(placeRow);
    const row = above.length === 0 ? given++ : above.reduce((a, b) => a + b, 0) / above.length;
    rows.set(name, row);
    return row;
  };
  ends.forEach(({ name }) => placeRow(name));
  const places: Places = new Map();
  for (const { name } of nodes) {
    places.set(name, { column: depth - (fromEnd.get(name) ?? 0), row: rows.get(name) ?? 0 });
  }
  return places;
}

function circle(names: string): RangeError {
  return new RangeError(`nodes form a circle (${names}): expected inputs that are known before what is made of them`);
}

function requireNodes(nodes: readonly GraphNode[], byName: Map<string, GraphNode>): void {
  if (nodes.length === 0) throw new RangeError("nodes is empty: expected something to draw");
  if (byName.size !== nodes.length) throw new RangeError("nodes has a name twice: expected each node to have its own");
  for (const { name, value, gradient = 0, inputs = [], local } of nodes) {
    const missing = inputs.find((input) => !byName.has(input));
    if (missing !== undefined) throw new RangeError(`"${name}" has the input "${missing}": expected a node's name`);
    if (local && local.length !== inputs.length) {
      throw new RangeError(
        `"${name}" has ${local.length} local derivatives: expected ${inputs.length}, one for each input`,
      );
    }
    if (![value, gradient, ...(local ?? [])].every(Number.isFinite)) {
      throw new RangeError(`"${name}" has value ${value} and gradient ${gradient}: expected finite numbers`);
    }
  }
}
