import { requireCount, requireNotEmpty } from "./checks";
import { embeddingScatter, type EmbeddingScatterOptions } from "./embeddingScatter";
import type { Figure } from "./figure";
import { seriesStyle } from "./palette";
import { visibleName } from "./tokens";

/** A step from one word to another, both as points in the plane. */
export interface WordArrow {
  words: readonly [from: string, to: string];
  from: ArrayLike<number>;
  to: ArrayLike<number>;
  /** What kind of step it is, such as "man → woman": steps of a kind have one colour. */
  kind: string;
}

/**
 * Steps between words as arrows in the plane: where one step is like another, their arrows are parallel and equally long.
 * A word of several arrows is one point. Both axes have one scale, since otherwise angles would lie.
 * @throws RangeError where there is no arrow, an end is not two numbers, or a word stands at two places.
 */
export function wordArrows(
  arrows: readonly WordArrow[], { title = "Steps between words", axes }: Omit<EmbeddingScatterOptions, "groups"> = {},
): Figure {
  requireNotEmpty("arrows", arrows);
  const points = new Map<string, { point: number[]; kind: string }>();
  for (const { words, from, to, kind } of arrows) {
    [from, to].forEach((end, i) => {
      requireCount(`the place of "${words[i]}"`, end.length, 2, "a number for each axis");
      const point = Array.from(end);
      const known = points.get(words[i]);
      if (known && known.point.some((value, column) => value !== point[column])) {
        throw new RangeError(`"${words[i]}" stands at [${known.point.join(", ")}] and at [${point.join(", ")}]: give it one place`);
      }
      if (!known) points.set(words[i], { point, kind });
    });
  }
  const all = [...points.values()];
  const scatter = embeddingScatter(all.map(({ point }) => point), [...points.keys()], {
    title, axes, groups: all.map(({ kind }) => kind),
  });
  const kinds = [...new Set(all.map(({ kind }) => kind))]; // in the scatter's order of groups
  const drawn = arrows.map(({ from, to, kind }) => ({
    x: to[0], y: to[1], ax: from[0], ay: from[1], xref: "x", yref: "y", axref: "x", ayref: "y", text: "", showarrow: true,
    arrowhead: 2, arrowwidth: 1.6, standoff: 6, startstandoff: 6, arrowcolor: seriesStyle(Math.max(0, kinds.indexOf(kind))).color,
  }));
  const steps = arrows.map(({ words: [from, to] }) => `"${visibleName(from)}" to "${visibleName(to)}"`).join(", ");
  return { ...scatter, layout: { ...scatter.layout, annotations: drawn }, alt: `${scatter.alt} Arrows: ${steps}.` };
}
