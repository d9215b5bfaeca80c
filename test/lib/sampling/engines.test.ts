import * as tf from "@tensorflow/tfjs-core";
import {
  beamSearch, type BeamOptions, contrastiveSearch, type ContrastiveOptions, generate, generateBatch, GPT, useEngine,
} from "byhand";
import { describe, expect, it } from "vitest";
import { engines } from "../../engines";
import { oraclePath, readJsonOracle } from "../../oracle";

/** From test/oracles/search.py. */
const oracle = readJsonOracle<{
  beams: { prompt: number[]; options: BeamOptions; found: { ids: number[] }[] }[];
  contrastive: { prompt: number[]; options: ContrastiveOptions; ids: number[] }[];
}>("search.json");
const prompts = [[1, 2, 3, 4], [5], [6, 7]];
const drawn: Record<string, number[][]> = {};

describe.each(engines)("on %s", (engine) => {
  it("batches, beams and contrastive search give the ids that they should, and leave no tensors behind", async () => {
    await useEngine(engine);
    const model = await GPT.fromPretrained(oraclePath("gpt2"));
    const before = tf.memory().numTensors;
    const options = { maxNewTokens: 6, topP: 0.9 };
    drawn[engine] = await generateBatch(model, prompts, { ...options, seed: 2 });
    for (const [i, prompt] of prompts.entries()) {
      expect(await generate(model, prompt, { ...options, seed: 2 + i })).toEqual(drawn[engine][i]);
    }
    expect(drawn[engine]).toEqual(drawn[engines[0]]);
    const beam = oracle.beams.find(({ options: { stop } }) => stop)!;
    const found = await beamSearch(model, beam.prompt, beam.options);
    expect(found.map(({ ids }) => ids)).toEqual(beam.found.map(({ ids }) => ids));
    const search = oracle.contrastive[0];
    expect(await contrastiveSearch(model, search.prompt, search.options)).toEqual(search.ids);
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });
});
