import * as tf from "@tensorflow/tfjs-core";
import { crossEntropy, gelu, initialMoments, Linear, Module, Random, trainingStep } from "byhand";

/** Which words there are, how often, and through one hidden layer a score for each class: it can't see their order. */
class BagOfWords extends Module {
  private readonly hidden: Linear;
  private readonly out: Linear;

  constructor(features: number, classes: number) {
    super();
    const random = new Random(1);
    this.hidden = new Linear(features, 64, { deviation: 0.3, random });
    this.out = new Linear(64, classes, { deviation: 0.1, random });
  }

  forward(bags: tf.Tensor): tf.Tensor {
    return this.out.forward(gelu(this.hidden.forward(bags)));
  }

  loss(bags: tf.Tensor, classes: tf.Tensor): tf.Scalar {
    return crossEntropy(this.forward(bags), classes);
  }
}

/**
 * Fits a bag-of-words classifier and gives its accuracy on other examples.
 *
 * @param examples words as features (say, "hypothesis:anna") and a class
 */
export async function bagOfWordsAccuracy(
  training: readonly { features: string[]; label: string }[], test: readonly { features: string[]; label: string }[],
  { steps = 600 } = {},
): Promise<number> {
  const index = new Map([...new Set(training.flatMap(({ features }) => features))].map((feature, i) => [feature, i]));
  const labels = [...new Set(training.map(({ label }) => label))];
  const rows = (examples: readonly { features: string[] }[]): tf.Tensor2D => {
    const counts = new Float32Array(examples.length * index.size);
    examples.forEach(({ features }, row) => {
      for (const feature of features) if (index.has(feature)) counts[row * index.size + index.get(feature)!]!++;
    });
    return tf.tensor2d(counts, [examples.length, index.size]);
  };
  const model = new BagOfWords(index.size, labels.length);
  const step = trainingStep(model as never, { weightDecay: 0.3 });
  const random = new Random(2);
  let state = { parameters: model.stateDict(), moments: initialMoments(model.countParameters()) };
  for (let i = 0; i < steps; i++) {
    const chosen = Array.from({ length: 128 }, () => random.choice(training));
    const inputs = rows(chosen);
    const targets = tf.tensor1d(chosen.map(({ label }) => labels.indexOf(label)), "int32");
    const next = step({ ...state, step: i }, { inputs, targets } as never, 1, 5e-3 * (1 - i / steps) + 1e-4);
    tf.dispose([i > 0 ? state.parameters : {}, state.moments, inputs, targets, next.loss, next.gradientNorm]);
    state = { parameters: next.parameters, moments: next.moments };
  }
  model.loadStateDict(state.parameters);
  const inputs = rows(test);
  const best = tf.tidy(() => tf.argMax(model.forward(inputs), -1));
  const answers = Array.from(await best.data());
  tf.dispose([best, inputs, state.parameters, state.moments]);
  model.dispose();
  return answers.filter((answer, i) => labels[answer] === test[i]!.label).length / test.length;
}
