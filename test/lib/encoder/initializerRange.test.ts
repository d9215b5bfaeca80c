import * as tf from "@tensorflow/tfjs-core";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as byhand from "byhand";
import { beforeAll, describe, expect, it } from "vitest";
import { mutated } from "../../mutated";

beforeAll(() => byhand.useEngine("cpu"));

const SHAPE = { vocabularySize: 60, contextLength: 40, hiddenSize: 48, layers: 2, heads: 4 };

/** The standard deviations of all tables and matrices with at least 500 numbers, by name, about 0. */
function deviations(library: typeof byhand, initializerRange?: number): [string, number][] {
  const model = new library.BertForPreTraining({ ...SHAPE, initializerRange }, { seed: 3 });
  return Object.entries(model.stateDict()).filter(([, weight]) => weight.rank === 2 && weight.size >= 500)
    .map(([name, weight]) => [name, Math.sqrt(tf.tidy(() => tf.mean(tf.square(weight)).dataSync()[0]!))]);
}

/** Those that are further from the expected deviation than five of their standard errors, 1/√(2n) with n ≥ 500. */
const strays = (found: [string, number][], expected: number): string[] =>
  found.filter(([, one]) => Math.abs(one / expected - 1) > 5 / Math.sqrt(1000)).map(([name]) => name);

describe("initializerRange", () => {
  it.each([[undefined, 0.02], [0.08, 0.08]])("%s: all matrices and tables begin with the deviation %s", (given, expected) => {
    const found = deviations(byhand, given);
    expect(found).toHaveLength(2 + 2 * 6 + 2); // two tables, six matrices a block, the pooler's and the head's
    expect(strays(found, expected)).toEqual([]);
  });

  it.each([
    ["embeddings.ts", "deviation: initializerRange", "deviation: 0.02"],
    ["bertWithHead.ts", "deviation: initializerRange", "deviation: 0.02"],
    ["selfAttention.ts", "{ deviation, random }", "{ deviation: 0.02, random }"],
    ["bert.ts", "{ deviation, random }", "{ deviation: 0.02, random }"],
  ])("is told from a variant that does not look at it in %s", async (file, from, to) => {
    const mutant = await mutated(`encoder/${file}`, { from, to });
    await mutant.useEngine("cpu");
    expect(strays(deviations(mutant, 0.08), 0.08)).not.toEqual([]);
  });

  it("stands in config.json as initializer_range, is read from there, and is 0.02 where that is missing", async () => {
    const folder = await mkdtemp(join(tmpdir(), "byhand-range-"));
    const config = join(folder, "config.json");
    try {
      await new byhand.Bert({ ...SHAPE, initializerRange: 0.08 }).save(folder);
      const { initializer_range: range, ...rest } = JSON.parse(await readFile(config, "utf8")) as Record<string, unknown>;
      expect(range).toBe(0.08);
      expect((await byhand.Bert.fromPretrained(folder)).config.initializerRange).toBe(0.08);
      await writeFile(config, JSON.stringify(rest));
      expect((await byhand.Bert.fromPretrained(folder)).config.initializerRange).toBe(0.02);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.each([0, -1, NaN, Infinity])("refuses %s", (initializerRange) => {
    expect(() => new byhand.Bert({ ...SHAPE, initializerRange }))
      .toThrow(`config.initializerRange is ${initializerRange}: expected a small positive number such as 0.02`);
  });
});
