import { columnsOf } from "./glyphs";
import { visibleName } from "./tokens";

/** A point of a picture, in pixels from the bottom left corner. */
export interface Spot {
  x: number;
  y: number;
}

interface Box { left: number; right: number; bottom: number; top: number }

const LETTER = 7.2; // of the font at size 12, on average
const HEIGHT = 15;
const MARKER = 6; // half of a marker's width, with some air
/** Where plotly can put a text beside its point, best first, as directions from it. */
const PLACES: readonly [place: string, across: number, up: number][] = [
  ["top center", 0, 1], ["middle right", 1, 0], ["bottom center", 0, -1], ["middle left", -1, 0],
  ["top right", 1, 1], ["bottom right", 1, -1], ["top left", -1, 1], ["bottom left", -1, -1],
];

/**
 * A place for each point's label, so that it hides no marker and no other label and stays in the picture; null where
 * there is none. Earlier points choose first; an empty label needs no place.
 */
export function labelPlaces(
  spots: readonly Spot[], labels: readonly string[], { width, height }: { width: number; height: number },
): (string | null)[] {
  const markers = spots.map((spot) => boxAt(spot, 2 * MARKER, 2 * MARKER));
  const written: Box[] = [];
  return spots.map((spot, i) => {
    if (labels[i] === "") return null;
    const wide = LETTER * columnsOf(visibleName(labels[i]));
    for (const [place, across, up] of PLACES) {
      const middle = { x: spot.x + across * (wide / 2 + MARKER), y: spot.y + up * (HEIGHT / 2 + MARKER) };
      const box = boxAt(middle, wide, HEIGHT);
      const isInside = box.left >= 0 && box.right <= width && box.bottom >= 0 && box.top <= height;
      if (isInside && ![...written, ...markers.filter((_, other) => other !== i)].some((other) => meet(box, other))) {
        written.push(box);
        return place;
      }
    }
    return null;
  });
}

function boxAt({ x, y }: Spot, width: number, height: number): Box {
  return { left: x - width / 2, right: x + width / 2, bottom: y - height / 2, top: y + height / 2 };
}

function meet(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.bottom < b.top && b.bottom < a.top;
}
