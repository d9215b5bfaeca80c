export { adamW, type AdamWOptions, initialMoments, type Moments } from "./adamW";
export { bitsPerByte } from "./bitsPerByte";
export { type Checkpoint, loadCheckpoint, saveCheckpoint } from "./checkpoint";
export { clipByGlobalNorm } from "./clipByGlobalNorm";
export { evaluate, type EvaluateOptions } from "./evaluate";
export { gradientNorms, layerOf } from "./gradientNorms";
export * from "./metrics";
export { perplexity } from "./perplexity";
export { type Batch, randomBatch } from "./randomBatch";
export { type Split, type SplitOptions, splitText, splitTokens } from "./split";
export { train, type TrainingData } from "./train";
export { type ExampleOptions, exampleLoss, trainOnExamples } from "./trainOnExamples";
export { frozenBody, layerwiseRates } from "./parameterRates";
export { balancedWeights, weightedCrossEntropy } from "./weightedCrossEntropy";
export { trainOn, type TrainingSource } from "./trainOn";
export type { RunOptions, TrainingOptions, TrainingProgress, TrainingResult } from "./trainingOptions";
export {
  type StepResult, type Trainable, trainingStep, type TrainingState, type TrainingStep, type TrainingStepOptions,
} from "./trainingStep";
export { warmupCosine } from "./warmupCosine";
