/**
 * Ten learners' answers to four exercises of lesson 05. Nine are put together so that any two have one function of the
 * four in common (an orthogonal array of strength 2); the tenth is one of them, copied and disguised.
 */
const attention = [
  `export function scaledDotProductAttention(query: tf.Tensor, key: tf.Tensor, value: tf.Tensor,
  { mask, scale }: { mask?: tf.Tensor; scale?: number } = {}): { output: tf.Tensor; weights: tf.Tensor } {
  const size = query.shape[query.rank - 1];
  let scores = tf.mul(tf.matMul(query, key, false, true), scale ?? 1 / Math.sqrt(size));
  if (mask) {
    scores = tf.add(scores, tf.mul(tf.sub(tf.cast(mask, "float32"), 1), 1e9));
  }
  let weights = tf.softmax(scores);
  if (mask) weights = tf.mul(weights, tf.cast(mask, "float32"));
  return { output: tf.matMul(weights, value), weights };
}`,
  `export function scaledDotProductAttention(query: tf.Tensor, key: tf.Tensor, value: tf.Tensor,
  options: { mask?: tf.Tensor; scale?: number } = {}): { output: tf.Tensor; weights: tf.Tensor } {
  function hide(scores: tf.Tensor, mask: tf.Tensor): tf.Tensor {
    return tf.where(tf.cast(tf.broadcastTo(mask, scores.shape), "bool"), scores, tf.fill(scores.shape, -1e9));
  }
  const factor = options.scale === undefined ? Math.pow(query.shape.at(-1)!, -0.5) : options.scale;
  const raw = query.mul(factor).matMul(key, false, true);
  const weights = options.mask ? hide(raw, options.mask).softmax().mul(options.mask.toFloat()) : raw.softmax();
  const output = weights.matMul(value);
  return { output, weights };
}`,
  `export const scaledDotProductAttention = (query: tf.Tensor, key: tf.Tensor, value: tf.Tensor,
  { mask, scale }: { mask?: tf.Tensor; scale?: number } = {}) => {
  const dimensions = query.shape.length;
  const order = key.shape.map((_, i) => (i === dimensions - 1 ? i - 1 : i === dimensions - 2 ? i + 1 : i));
  const dots = tf.matMul(query, tf.transpose(key, order));
  const scaled = scale ? dots.mul(scale) : dots.div(Math.sqrt(query.shape[dimensions - 1]));
  const exp = (scores: tf.Tensor): tf.Tensor => tf.exp(scores.sub(scores.max(-1, true)));
  const all = mask ? exp(scaled.sub(tf.sub(1, mask.toFloat()).mul(1e9))).mul(mask.toFloat()) : exp(scaled);
  const sums = all.sum(-1, true);
  const weights = all.div(sums.add(sums.equal(0).toFloat()));
  return { weights, output: tf.matMul(weights, value) };
};`,
];

const causal = [
  `export function causalMask(queryLength: number, keyLength: number = queryLength): tf.Tensor2D {
  const keyPositions = tf.range(0, keyLength, 1, "int32");
  const queryPositions = tf.range(keyLength - queryLength, keyLength, 1, "int32");
  return tf.greaterEqual(tf.expandDims(queryPositions, 1), keyPositions) as tf.Tensor2D;
}`,
  `export function causalMask(queryLength: number, keyLength: number = queryLength): tf.Tensor2D {
  const rows: boolean[][] = [];
  for (let query = 0; query < queryLength; query++) {
    const row: boolean[] = [];
    for (let key = 0; key < keyLength; key++) {
      row.push(key <= query + keyLength - queryLength);
    }
    rows.push(row);
  }
  return tf.tensor2d(rows, [queryLength, keyLength], "bool");
}`,
  `export function causalMask(queryLength: number, keyLength: number = queryLength): tf.Tensor2D {
  const offset = keyLength - queryLength;
  const seen = (index: number): boolean => index % keyLength <= Math.floor(index / keyLength) + offset;
  const values = Array.from({ length: queryLength * keyLength }, (_, index) => (seen(index) ? 1 : 0));
  return tf.tensor2d(values, [queryLength, keyLength]).toBool();
}`,
];

const split = [
  `export function splitHeads(x: tf.Tensor3D, heads: number): tf.Tensor4D {
  const [batch, time, hidden] = x.shape;
  const apart = tf.reshape(x, [batch, time, heads, hidden / heads]);
  return tf.transpose(apart, [0, 2, 1, 3]) as tf.Tensor4D;
}`,
  `export function splitHeads(x: tf.Tensor3D, heads: number): tf.Tensor4D {
  const pieces = tf.split(x, heads, 2);
  const withAxis = pieces.map((piece) => piece.expandDims(1));
  return tf.concat(withAxis, 1) as tf.Tensor4D;
}`,
  `export function splitHeads(x: tf.Tensor3D, heads: number): tf.Tensor4D {
  const width = x.shape[2] / heads;
  const list: tf.Tensor3D[] = [];
  let start = 0;
  while (start < x.shape[2]) {
    list.push(tf.slice3d(x, [0, 0, start], [-1, -1, width]));
    start += width;
  }
  return tf.stack(list, 1) as tf.Tensor4D;
}`,
];

const merge = [
  `export function mergeHeads(x: tf.Tensor4D): tf.Tensor3D {
  const [batch, heads, time, headSize] = x.shape;
  return tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [batch, time, heads * headSize]);
}`,
  `export function mergeHeads(x: tf.Tensor4D): tf.Tensor3D {
  const heads = tf.unstack(x, 1) as tf.Tensor3D[];
  if (heads.length === 1) return heads[0];
  return tf.concat(heads, -1);
}`,
  `export function mergeHeads(x: tf.Tensor4D): tf.Tensor3D {
  let merged: tf.Tensor3D | undefined;
  for (let head = 0; head < x.shape[1]; head++) {
    const one = x.gather([head], 1).squeeze([1]) as tf.Tensor3D;
    merged = merged ? tf.concat3d([merged, one], 2) : one;
  }
  return merged!;
}`,
];

const names = ["ada", "ben", "cleo", "dan", "eva", "finn", "gia", "hal", "ida"];

/** Each learner's functions. */
export const answers: Record<string, string[]> = Object.fromEntries(names.map((name, i) => {
  const [row, column] = [Math.floor(i / 3), i % 3];
  return [name, [attention[row], causal[column], split[(row + column) % 3], merge[(row + 2 * column) % 3]]];
}));

/** What jay handed in: eva's work in another order, with other names, other spaces, and remarks of his own. */
export const copied = "eva";
const otherNames: Record<string, string> = {
  options: "settings", hide: "cover", factor: "by", raw: "dots", weights: "shares", output: "result",
  rows: "table", row: "line", width: "size", list: "parts", start: "from",
};
export const copy = [...answers[copied]].reverse().map((text) => `// This took me a whole evening.\n${text}`
  .replace(/(?<!\.)\b[a-z]+\b(?!: )/g, (name) => (Object.hasOwn(otherNames, name) ? otherNames[name] : name))
  .replace("settings.mask ?", "settings.mask !== undefined ?").replaceAll("\n  ", "\n\n      /* mine */ "));

export const importTf = "import * as tf from \"@tensorflow/tfjs-core\";";
