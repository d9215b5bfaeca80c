import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { median } from "./rounds";

/** Live tensors after each step of a compiled run, and resident memory in its second quarter beside its last. */
export async function steadyMemory(steps: number): Promise<{ steps: number; liveTensors: number[]; megabytes: number[] }> {
  const model = new byhand.GPT({ layers: 2, heads: 2, hiddenSize: 32, contextLength: 32, vocabularySize: 65, dropout: 0.1 });
  const random = new byhand.Random(1);
  const train = Int32Array.from({ length: 5000 }, () => random.integer(65));
  const tensors = new Set<number>();
  const resident: number[] = [];
  await byhand.train(model, { train }, {
    steps, batchSize: 8, learningRate: 1e-3, compiled: true,
    onProgress: ({ step }) => {
      if (step > 1) tensors.add(tf.memory().numTensors);
      resident.push(process.memoryUsage().rss);
    },
  });
  model.dispose();
  const quarter = (which: number): number => median(resident.slice((which * steps) / 4, ((which + 1) * steps) / 4));
  return { steps, liveTensors: [...tensors], megabytes: [quarter(1), quarter(3)].map((bytes) => Math.round(bytes / 1e6)) };
}
