import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../engines";
import { mutated } from "../../mutated";
import { casesOf, distanceFromPyTorch, worstDistance } from "../operations";

type Library = typeof byhand;

/** float32 angles of up to 500, whose last bit is 3e-5, against doubles. */
const TOLERANCE = 5e-5;

const normal = (seed: number, ...shape: number[]): tf.Tensor => {
  const random = new byhand.Random(seed);
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(Float32Array.from({ length: size }, () => random.normal()), shape);
};

/** A query's score of a key, one number for each head, where they stand at these positions. */
function scores({ rotate, rotaryAngles }: Library, [query, key]: [number, number]): tf.Tensor {
  const turned = [query, key].map((position, i) =>
    rotate(normal(i + 1, 1, 3, 1, 8), rotaryAngles(tf.tensor1d([position], "int32"), 8, { base: 100 })),
  );
  return tf.sum(tf.mul(turned[0]!, turned[1]!), -1);
}

/** The largest change of a score when query and key both move by as much. */
async function changeOfMove(library: Library): Promise<number> {
  const moves = [1, 5, 90];
  const changes = moves.map((move) => tf.tidy(() =>
    tf.max(tf.abs(tf.sub(scores(library, [7 + move, 3 + move]), scores(library, [7, 3]))))));
  const values = await Promise.all(changes.map((change) => change.data()));
  tf.dispose(changes);
  return Math.max(...values.map(([value]) => value!));
}

describe.each(engines)("on the engine %s", (engine) => {
  beforeAll(() => byhand.useEngine(engine));

  it.each(casesOf("rotate", "sinusoidal"))("PyTorch's values and gradients are those of %s", async (name) => {
    expect(await distanceFromPyTorch(byhand, name)).toBeLessThan(TOLERANCE);
  });

  it("a turned query's product with a turned key depends on the distance of their positions alone", async () => {
    expect(await changeOfMove(byhand)).toBeLessThan(TOLERANCE);
    const difference = tf.tidy(() => tf.max(tf.abs(tf.sub(scores(byhand, [7, 3]), scores(byhand, [7, 4])))));
    expect((await difference.data())[0]).toBeGreaterThan(0.1);
    difference.dispose();
  });

  it("turning keeps a vector's length, and position 0 turns nothing", async () => {
    const x = normal(3, 2, 2, 4, 6);
    const turned = tf.tidy(() => byhand.rotate(x, byhand.rotaryAngles(tf.range(0, 4, 1, "int32"), 6)));
    const lengths = tf.tidy(() => tf.max(tf.abs(tf.sub(tf.norm(turned, 2, -1), tf.norm(x, 2, -1)))));
    const first = tf.tidy(() => tf.max(tf.abs(tf.slice(tf.sub(turned, x), [0, 0, 0, 0], [-1, -1, 1, -1]))));
    expect((await lengths.data())[0]).toBeLessThan(1e-6);
    expect((await first.data())[0]).toBe(0);
    tf.dispose([x, turned, lengths, first]);
  });

  it("sinusoidal positions up to a length are those of each position alone", async () => {
    const all = byhand.sinusoidalPositions(9, 6);
    const some = byhand.sinusoidalPositions(tf.tensor2d([[8, 0], [3, 3]], [2, 2], "int32"), 6);
    const [values, chosen] = [(await all.array()) as number[][], (await some.array()) as number[][][]];
    expect(chosen).toEqual([[values[8], values[0]], [values[3], values[3]]]);
    expect(values[0]).toEqual([0, 1, 0, 1, 0, 1]);
    tf.dispose([all, some]);
  });
});

describe("these tests tell", () => {
  beforeAll(() => byhand.useEngine("cpu"));

  it.each([
    ["rotate", "features that are paired with their neighbours", "embedding/rotary.ts", "const [first, second] = tf.split(x, 2, -1);",
      "const [first, second] = [0, 1].map((side) => tf.reshape(tf.slice(tf.reshape(x, [batch, x.shape[1], time, headSize / 2, 2]), " +
        "[0, 0, 0, 0, side], [-1, -1, -1, -1, 1]), [batch, x.shape[1], time, headSize / 2]));"],
    ["rotate", "a base that is not listened to", "embedding/angles.ts", "base ** ((-2 * i) / size)",
      "10000 ** ((-2 * i) / size)"],
    ["rotate", "one text's positions for all", "embedding/rotary.ts", "part.rank === 3 ? tf.expandDims(part, 1) : part",
      "part.rank === 3 ? tf.slice(tf.expandDims(part, 1), 0, 1) : part"],
    ["sinusoidal", "sines first, then cosines", "embedding/sinusoidal.ts",
      "tf.stack([tf.sin(angles), tf.cos(angles)], -1)", "tf.concat([tf.sin(angles), tf.cos(angles)], -1)"],
    ["sinusoidal", "cosines in the place of sines", "embedding/sinusoidal.ts",
      "tf.stack([tf.sin(angles), tf.cos(angles)], -1)", "tf.stack([tf.cos(angles), tf.sin(angles)], -1)"],
    ["sinusoidal", "an exponent that counts features, not pairs", "embedding/angles.ts", "(-2 * i) / size",
      "-i / size"],
  ])("%s from one with %s", async (operation, _, file, from, to) => {
    const distance = await worstDistance(await mutated(file, { from, to }), casesOf(operation));
    expect(distance).toBeGreaterThan(100 * TOLERANCE);
  });

  it("rotations that depend on the distance from those that don't", async () => {
    const mutant = await mutated("embedding/rotary.ts", {
      from: "tf.sub(tf.mul(first, c), tf.mul(second, s))",
      to: "tf.add(tf.mul(first, c), tf.mul(second, s))",
    });
    expect(await changeOfMove(mutant)).toBeGreaterThan(0.01);
  });
});
