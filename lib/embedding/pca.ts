import { PCA } from "ml-pca";
import { requireWhole } from "../tensor/checks";

/** Vectors seen along the directions in which they vary most. */
export interface Projection {
  /** the vectors' coordinates, [count][components] */
  points: number[][];
  /** the share of the variance along each component; the first is the largest */
  explained: number[];
  /** Other vectors in the same coordinates, so that arrows between them can be drawn on the same map. */
  project: (rows: readonly ArrayLike<number>[]) => number[][];
}

/**
 * Principal components: the directions at right angles along which vectors vary most, by ml-pca.
 *
 * The mean of the vectors becomes the origin. A map of two of 32 dimensions shows `explained[0] + explained[1]` of the
 * variance and hides the rest. Each direction could as well be turned round: here its largest entry is positive.
 *
 * @param rows       [count][size], at least two that differ
 * @param components how many, at most size and count − 1
 * @throws RangeError where rows differ in length, have numbers that are not finite, are all equal, or too few.
 */
export function pca(rows: readonly ArrayLike<number>[], { components = 2 }: { components?: number } = {}): Projection {
  requireWhole("components", components);
  const size = rows.length > 0 ? rows[0].length : 0;
  const data = plainRows(rows, size);
  const most = Math.min(size, rows.length - 1);
  if (components > most) {
    throw new RangeError(
      `components is ${components}, but ${rows.length} rows of ${size} numbers have at most ${Math.max(0, most)}`,
    );
  }
  if (data.every((row) => row.every((value, i) => value === data[0][i]))) {
    throw new RangeError("all rows are equal: there is no direction in which they vary");
  }
  const model = new PCA(data);
  const axes = model.getEigenvectors().to2DArray(); // [size][components]
  const signs = Array.from({ length: components }, (_, i) => signOfLargest(axes.map((row) => row[i])));
  const project = (given: readonly ArrayLike<number>[]): number[][] => {
    if (given.length === 0) return [];
    const projected = model.predict(plainRows(given, size), { nComponents: components }).to2DArray();
    return projected.map((point) => point.map((value, i) => value * signs[i]));
  };
  return { points: project(data), explained: model.getExplainedVariance().slice(0, components), project };
}

function plainRows(rows: readonly ArrayLike<number>[], size: number): number[][] {
  return rows.map((row, i) => {
    if (row.length !== size) {
      throw new RangeError(`rows[${i}] has ${row.length} numbers, the first row ${size}: give rows of one length`);
    }
    const values = Array.from(row);
    const wrong = values.findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0) throw new RangeError(`rows[${i}][${wrong}] is ${values[wrong]}: expected a finite number`);
    return values;
  });
}

function signOfLargest(values: readonly number[]): number {
  const largest = values.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  return largest < 0 ? -1 : 1;
}
