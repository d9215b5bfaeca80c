import { afterAll, expect, it } from "vitest";
import * as byhand from "byhand";
import { numbers, smallGPT, text } from "./models";

afterAll(() => byhand.releaseEngine());

async function run(model: byhand.GPT): Promise<{ losses: number[]; parameters: Record<string, number[]> }> {
  const { losses } = await byhand.train(model, { train: text(2000) }, { steps: 6, batchSize: 16, learningRate: 3e-3 });
  const parameters = await numbers(model.stateDict());
  model.dispose();
  return { losses, parameters };
}

it("repeats a run bit for bit on the engine that this machine chooses", async () => {
  await byhand.useEngine();
  // Large enough for an engine with threads to share the work out.
  const config = { vocabularySize: 7, contextLength: 32, hiddenSize: 64, layers: 2, heads: 4, dropout: 0.1 };
  const model = (): byhand.GPT => new byhand.GPT(config, { seed: 2 });
  expect(await run(model())).toEqual(await run(model()));
});

it("gives the same losses on WebAssembly and in plain JavaScript, dropout included", async () => {
  await byhand.useEngine("cpu");
  const plain = await run(smallGPT({ dropout: 0.1 }));
  await byhand.useEngine("wasm");
  const wasm = await run(smallGPT({ dropout: 0.1 }));
  // Rounding in another order; AdamW divides by small numbers and so makes it larger from step to step.
  plain.losses.forEach((loss, i) => expect(Math.abs(loss - wasm.losses[i]!)).toBeLessThan(1e-4));
});
