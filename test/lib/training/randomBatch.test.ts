import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import * as byhand from "byhand";
import { mutated } from "../../mutated";

beforeAll(() => byhand.useEngine("cpu"));

/** Inputs and targets of many batches over the ids 0, 1, 2, …, in which every place has its own number. */
async function draw(library: typeof byhand, { length, batches = 1, seed = 1, random = new byhand.Random(seed) }: {
  length: number; batches?: number; seed?: number; random?: byhand.Random;
}): Promise<{ inputs: number[][]; targets: number[][] }> {
  const ids = Int32Array.from({ length }, (_, i) => i);
  const drawn: { inputs: number[][]; targets: number[][] } = { inputs: [], targets: [] };
  for (let i = 0; i < batches; i++) {
    const { inputs, targets } = library.randomBatch(ids, { batchSize: 4, contextLength: 5, random });
    drawn.inputs.push(...((await inputs.array()) as number[][]));
    drawn.targets.push(...((await targets.array()) as number[][]));
    tf.dispose([inputs, targets]);
  }
  return drawn;
}

describe("randomBatch", () => {
  const isShifted = ({ inputs, targets }: { inputs: number[][]; targets: number[][] }): boolean =>
    inputs.every((row, b) => row.every((id, t) => targets[b]![t] === id + 1 && id === row[0]! + t));

  it("gives contiguous windows whose targets are the next tokens", async () => {
    expect(isShifted(await draw(byhand, { length: 100, batches: 20 }))).toBe(true);
  });

  it.each([
    ["targets not shifted", "ids.subarray(start + 1, start + length + 1)", "ids.subarray(start, start + length)"],
    ["targets shifted twice", "ids.subarray(start + 1, start + length + 1)", "ids.subarray(start + 2, start + length + 2)"],
  ])("is told from the mutant: %s", async (_, from, to) => {
    const mutant = await mutated("training/randomBatch.ts", { from, to });
    expect(isShifted(await draw(mutant, { length: 100, batches: 20 }))).toBe(false);
  });

  it("draws every window, the first and the last included, equally often", async () => {
    const { inputs } = await draw(byhand, { length: 9, batches: 1000 }); // 4 possible starts
    const counts = [0, 0, 0, 0];
    for (const [start] of inputs) counts[start!]!++;
    // 4000 draws, 1000 expected each, standard deviation 27: five of them would be a freak.
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(140);
  });

  it("with a stride begins at its multiples only, the last window that fits included", async () => {
    const ids = Int32Array.from({ length: 20 }, (_, i) => i); // five sentences of four tokens
    const random = new byhand.Random(3);
    const { inputs, targets } = byhand.randomBatch(ids, { batchSize: 200, contextLength: 3, stride: 4, random });
    const starts = new Set(((await inputs.array()) as number[][]).map(([start]) => start));
    expect([...starts].sort((a, b) => a! - b!)).toEqual([0, 4, 8, 12, 16]);
    tf.dispose([inputs, targets]);
  });

  it("repeats with the seed, differs with another, and goes on exactly from a saved state", async () => {
    const whole = await draw(byhand, { length: 1000, batches: 6 });
    expect(await draw(byhand, { length: 1000, batches: 6 })).toEqual(whole);
    expect(await draw(byhand, { length: 1000, batches: 6, seed: 2 })).not.toEqual(whole);
    const random = new byhand.Random(1);
    await draw(byhand, { length: 1000, batches: 2, random });
    const resumed = byhand.Random.fromState(JSON.parse(JSON.stringify(random.state())));
    const rest = await draw(byhand, { length: 1000, batches: 4, random: resumed });
    expect(rest).toEqual({ inputs: whole.inputs.slice(8), targets: whole.targets.slice(8) });
  });

  it("refuses a text shorter than a window and its next token, and sizes that are no sizes", () => {
    const [ids, random] = [new Int32Array(5), new byhand.Random(1)];
    expect(() => byhand.randomBatch(ids, { batchSize: 1, contextLength: 5, random }))
      .toThrow("ids has 5 tokens: a window needs 6 (contextLength 5 and the next token)");
    expect(() => byhand.randomBatch(ids, { batchSize: 0, contextLength: 2, random })).toThrow("batchSize is 0");
    expect(() => byhand.randomBatch(ids, { batchSize: 1, contextLength: 2.5, random })).toThrow("contextLength is 2.5");
  });
});
