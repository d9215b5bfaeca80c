import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { type Check, type Mistake, plain, randomIds, randomTensor, valueCheck } from "byhand-course";
import { aligned, clocks, lookingUp, steps } from "./04-embeddings.messages";
import { analogyMistakes, rightAnalogy, sinusoidVariant } from "./04-embeddings.mistakes";

// Checks of lesson 04 that only a grader runs. Each is about what an answer that fits the public checks may still lack.

/** Answers that pass every public check, by exercise. */
export const fitted: Record<string, Mistake[]> = {
  embedding: [{
    answer: (table: tf.Tensor, ids: tf.Tensor) => {
      const rows = byhand.embedding(table, tf.reshape(ids, [-1]));
      return tf.reshape(rows, ids.rank < 2 ? [-1, table.shape[1]!] : [ids.shape[0], -1, table.shape[1]!]);
    },
    say: "ids of three axes lose one of them: the result is [...ids.shape, hidden], however many there are",
  }],
  cosineSimilarity: [{
    answer: (a: tf.Tensor, b: tf.Tensor) => {
      const product = tf.mul(tf.norm(a, 2, -1), tf.norm(b, 2, -1));
      return tf.div(tf.sum(tf.mul(a, b), -1), tf.add(product, 1e-7));
    },
    say: "something is added to the lengths, which short vectors don't survive: divide by their product alone",
  }],
  analogy: [{
    answer: analogyMistakes.onlyBAndCExcluded,
    say: "a is the answer here: all three words of the question are left out",
  }],
  sinusoidalPositions: [{
    answer: sinusoidVariant({ frequency: (i, size) => (size === 4 ? 0.01 : 0.1) ** i }),
    say: "the frequencies are those of the examples: they depend on the size, 1 / 10000^(2i/size)",
  }],
};

export const hidden: Record<string, Check[]> = {
  embedding: [
    valueCheck("ids on three axes", {
      points: 1, inputs: (random) => [randomTensor(random, [7, 3]), randomIds(random, [2, 3, 4], 7)],
      expected: byhand.embedding, mistakes: [...fitted.embedding, ...lookingUp],
    }),
  ],
  cosineSimilarity: [
    valueCheck("very short vectors", {
      points: 1,
      inputs: (random) => [randomTensor(random, [6, 5], { deviation: 1e-4 }), randomTensor(random, [5], { deviation: 1e-4 })],
      expected: byhand.cosineSimilarity, mistakes: [...fitted.cosineSimilarity, ...aligned],
    }),
  ],
  analogy: [
    valueCheck("a question whose answer would be its first word", {
      points: 1,
      inputs: (random) => { // b and c lie on either side of a, so that b − a + c points as a does
        const side = 0.2 + 0.1 * random.uniform();
        const at = (angle: number): number[] => [Math.cos(angle), Math.sin(angle)];
        return [plain([at(0), at(side), at(-side), at(1), at(2.5)]), [0, 1, 2], { count: 2 }];
      },
      expected: rightAnalogy, mistakes: [...fitted.analogy, ...steps],
    }),
  ],
  sinusoidalPositions: [
    valueCheck("vectors of another size", {
      points: 1, inputs: (random) => [randomIds(random, [6], 40), [10, 12, 14][random.integer(3)]],
      expected: byhand.sinusoidalPositions, mistakes: [...fitted.sinusoidalPositions, ...clocks],
      tolerance: 1e-4, // angles of up to 40, whose last bit is 4e-6
    }),
  ],
};
