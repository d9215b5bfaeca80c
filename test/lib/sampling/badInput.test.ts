import * as tf from "@tensorflow/tfjs-core";
import { type GenerateOptions, generate, GPT, greedy, useEngine } from "byhand";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

let model: GPT;
beforeAll(async () => {
  await useEngine("cpu");
  model = new GPT({ vocabularySize: 11, contextLength: 10, hiddenSize: 12, layers: 2, heads: 3 });
});
afterAll(() => model.dispose());

describe("generate refuses before any work", () => {
  const refused: [string, number[], GenerateOptions, RegExp][] = [
    ["an empty prompt", [], {}, /prompt is empty: give at least one token/],
    ["a prompt longer than the context", Array(11).fill(0), {}, /prompt has 11 tokens .* holds 10: give the last 10/],
    ["an id outside the vocabulary", [0, 11], {}, /prompt\[1\] is 11: the vocabulary has the ids 0 to 10/],
    ["an id that is no whole number", [0.5], {}, /prompt\[0\] is 0\.5/],
    ["temperature 0", [1], { temperature: 0 }, /temperature is 0: expected a number above 0; .* use greedy/],
    ["a negative temperature", [1], { temperature: -1 }, /temperature is -1: .* greedy/],
    ["top-k 0", [1], { topK: 0 }, /topK is 0: expected a whole number, at least 1/],
    ["top-k beyond the vocabulary", [1], { topK: 12 }, /topK is 12 but there are only 11 tokens/],
    ["maxNewTokens 0", [1], { maxNewTokens: 0 }, /maxNewTokens is 0: expected a whole number, at least 1/],
    ["a stopping token outside the vocabulary", [1], { stop: [99] }, /stop\[0\] is 99/],
    ["top-p 0", [1], { topP: 0 }, /topP is 0: expected a share of the probability, above 0 and at most 1/],
    ["top-p above 1", [1], { topP: 90 }, /topP is 90/],
    ["a negative min-p", [1], { minP: -0.1 }, /minP is -0\.1: expected a share/],
    ["a repetition penalty of 0", [1], { repetitionPenalty: 0 }, /repetitionPenalty is 0: expected a number above 0/],
    ["a frequency penalty that is no number", [1], { frequencyPenalty: NaN }, /frequencyPenalty is NaN/],
    ["choose together with temperature", [1], { choose: greedy, temperature: 1 },
      /choose is given together with temperature, which would have no effect: leave one of them out/],
    ["choose together with a penalty", [1], { choose: greedy, presencePenalty: 1 }, /or let choose call processors\(\{ presence/],
    ["a negative seed", [1], { seed: -1 }, /seed is -1/],
    ["another word for a full context", [1], { whenFull: "crop" as "stop" }, /whenFull is "crop": expected "slide"/],
  ];
  it.each(refused)("%s", async (_, prompt, options, message) => {
    const forward = vi.spyOn(model, "forward");
    const before = tf.memory().numTensors;
    await expect(generate(model, prompt, options)).rejects.toThrow(message);
    expect(forward).not.toHaveBeenCalled();
    expect(tf.memory().numTensors).toBe(before);
    forward.mockRestore();
  });

  it("an answer of choose that is no token", async () => {
    await expect(generate(model, [1], { choose: () => 11 })).rejects.toThrow(/chosen\[0\] is 11/);
    await expect(generate(model, [1], { choose: () => NaN })).rejects.toThrow(/chosen\[0\] is NaN/);
  });
});
