/** Lesson 07's run, as its notebook has it. */
import * as byhand from "byhand";

export const MODEL = { contextLength: 64, hiddenSize: 128, layers: 4, heads: 4 };
export const TRAINING = {
  steps: 2000, batchSize: 12, learningRate: 3e-3, warmup: 100, weightDecay: 0.1, clip: 1, evaluateEvery: 200,
};
export const SAMPLING = { tokens: 300, temperature: 0.8, topK: 20 };
/** So many characters from the beginning of the text judge the run on its way. */
export const VALIDATION = 20_000;

/** The text's ids as the lesson cuts them: the last tenth is held out. */
export function lessonData(text: string): {
  tokenizer: byhand.CharTokenizer; train: Int32Array; validation: Int32Array; test: Int32Array;
} {
  const tokenizer = byhand.CharTokenizer.train(text);
  const { train: most, test } = byhand.splitTokens(tokenizer.encode(text), { validation: 0, test: 0.1 });
  return { tokenizer, train: most.slice(VALIDATION), validation: most.slice(0, VALIDATION), test };
}
