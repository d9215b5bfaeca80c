import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mutated } from "../../mutated";

type Library = typeof byhand;

/** Two features: royal and female; "cook" is neither, "throne" is royal and more so. */
const ROWS = { man: [0, 1], woman: [0, -1], king: [2, 1], queen: [2, -1], throne: [9, 0], cook: [-1, 0.1] };

let vectors: byhand.WordVectors;
let folder: string;

beforeEach(async () => {
  await byhand.useEngine("cpu");
  vectors = new byhand.WordVectors(Object.keys(ROWS), tf.tensor2d(Object.values(ROWS)));
  folder = await mkdtemp(join(tmpdir(), "byhand-words-"));
});
afterEach(async () => {
  vectors.dispose();
  await rm(folder, { recursive: true });
});

describe("word vectors", () => {
  it("know their words and rows", async () => {
    expect([vectors.id("king"), vectors.ids(["cook", "man"]), vectors.has("king"), vectors.has("duke")])
      .toEqual([2, [5, 0], true, false]);
    expect(await vectors.rows(["queen", "man"])).toEqual([[2, -1], [0, 1]]);
    expect(await vectors.rows()).toHaveLength(6);
  });

  it("find neighbours by direction: the far throne is nearer to the king than the man is", async () => {
    const [first, second] = await vectors.nearest("king", { count: 2 });
    expect(first).toEqual({ word: "throne", similarity: expect.closeTo(2 / Math.sqrt(5), 6) });
    expect(second).toEqual({ word: "queen", similarity: expect.closeTo(3 / 5, 6) });
  });

  it("answer what woman is to king as man is to queen", async () => {
    const [best] = await vectors.analogy("man", "woman", "king");
    expect(best!.word).toBe("queen");
  });

  it("leave no tensor behind when asked", async () => {
    const before = tf.memory().numTensors;
    await vectors.nearest("king");
    await vectors.analogy("man", "king", "woman", { count: 2 });
    await vectors.rows(["king"]);
    await byhand.analogyAccuracy(vectors, [["man", "woman", "king", "queen"]]);
    await byhand.biasProbe(vectors, ["cook"], { from: ["woman"], to: ["man"] });
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("analogyAccuracy", () => {
  const score = ({ WordVectors, analogyAccuracy }: Library): Promise<byhand.AnalogyScore> => {
    const own = new WordVectors(Object.keys(ROWS), tf.tensor2d(Object.values(ROWS)));
    return analogyAccuracy(own, [
      ["man", "woman", "king", "queen"], ["woman", "man", "queen", "king"], ["man", "woman", "king", "throne"],
    ]).finally(() => own.dispose());
  };

  it("is the share of first answers that are right, and tells the others", async () => {
    expect(await score(byhand)).toEqual({
      asked: 3, correct: 2, accuracy: 2 / 3,
      wrong: [{ question: ["man", "woman", "king", "throne"], answer: "queen" }],
    });
  });

  it.each([
    ["divides by the wrong ones", "correct / questions.length", "correct / wrong.length"],
    ["looks for c in place of d", "answer !== question[3]", "answer !== question[2]"],
  ])("is told apart from one that %s", async (_, from, to) => {
    const mutant = await mutated("embedding/analogyAccuracy.ts", { from, to });
    expect(await score(mutant)).not.toEqual(await score(byhand));
  });
});

describe("files of word vectors", () => {
  it("hold the words and the numbers exactly", async () => {
    await byhand.saveWordVectors(folder, vectors);
    expect((await readdir(folder)).sort()).toEqual(["vectors.safetensors", "words.json"]);
    const again = await byhand.loadWordVectors(folder);
    expect(again.words).toEqual(vectors.words);
    expect(await again.rows()).toEqual(await vectors.rows());
    again.dispose();
  });

  it("are refused with the file's name where they don't belong together, and leave no tensor behind", async () => {
    await byhand.saveWordVectors(folder, vectors);
    const before = tf.memory().numTensors;
    await writeFile(join(folder, "words.json"), '["man", "woman"]');
    await expect(byhand.loadWordVectors(folder)).rejects.toThrow(
      `${folder} holds no word vectors: words has 2 entries but matrix 6 rows: give a word for each row`);
    await writeFile(join(folder, "words.json"), '{"man": 0}');
    await expect(byhand.loadWordVectors(folder)).rejects.toThrow('words.json holds {"man":0}: expected a list of words');
    await writeFile(join(folder, "words.json"), "[");
    await expect(byhand.loadWordVectors(folder)).rejects.toThrow("words.json is not JSON");
    await byhand.saveWordVectors(folder, vectors);
    await byhand.saveSafetensors(join(folder, "vectors.safetensors"), { matrix: vectors.matrix });
    await expect(byhand.loadWordVectors(folder)).rejects.toThrow('it has the tensors matrix: expected "weight" alone');
    await writeFile(join(folder, "vectors.safetensors"), "torn");
    await expect(byhand.loadWordVectors(folder)).rejects.toThrow("vectors.safetensors");
    await expect(byhand.loadWordVectors(join(folder, "nowhere"))).rejects.toThrow("ENOENT");
    expect(tf.memory().numTensors).toBe(before);
  });
});
