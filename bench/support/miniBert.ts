import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";

/** Tokens: the longest pair fits. */
export const LENGTH = 28;

export const tokenizer = byhand.WordTokenizer.train(byhand.miniVocabulary().join(" "), {
  specialTokens: byhand.BERT_SPECIAL_TOKENS, template: byhand.BERT_TEMPLATE,
});
export const MODEL = {
  vocabularySize: tokenizer.vocabularySize, contextLength: LENGTH, hiddenSize: 64, layers: 3, heads: 4, initializerRange: 0.08,
};
export const TRAINING = { batchSize: 64, learningRate: 2e-3, beta2: 0.98, weightDecay: 0.01 };
/** Of the words that are hidden: twice the paper's, since these texts are short. */
export const SHARE = 0.3;
/** Of the second sentences that are random ones: fewer than the paper's, as they help with no blank. */
export const RANDOM_SHARE = 0.3;

const vocabulary = byhand.maskingVocabulary(tokenizer);
const batchOf = (examples: readonly byhand.PretrainingExample[], random: byhand.Random) =>
  byhand.pretrainingBatch(examples, { vocabulary, random, length: LENGTH, share: SHARE });

/** A mini-BERT that has learnt masked tokens and next sentences on these documents; the caller disposes it. */
export async function pretrained(documents: string[][], { steps, seed }: { steps: number; seed: number }) {
  const model = new byhand.BertForPreTraining(MODEL, { seed });
  const { seconds, stopped } = await byhand.trainOnExamples(model, pairsOf(documents, new byhand.Random(seed)), {
    ...TRAINING, steps, seed, warmup: Math.ceil(steps / 10), batchOf,
    onProgress: ({ step, loss, secondsLeft }) => {
      if (step % 500 !== 0) return;
      console.log(`seed ${seed}: step ${step} of ${steps}, loss ${loss.toFixed(3)}, ${Math.round(secondsLeft)} s left`);
    },
  });
  if (stopped) throw new Error("stopped: nothing was written");
  return { model, seconds };
}

/** A mean loss in nats beside the least that is possible on the same texts. */
export interface AboveFloor {
  loss: number;
  floor: number;
  /** of the difference */
  standardError: number;
}

/**
 * Both losses on fresh documents beside their floors. The documents come from the language as it is, since the floor is
 * the mean over that: some of their sentences may have been seen in training.
 */
export async function aboveFloor(
  model: byhand.BertForPreTraining, { documents: count, seed }: { documents: number; seed: number },
): Promise<{ tokens: AboveFloor; nextSentence: AboveFloor }> {
  const random = new byhand.Random(seed);
  const examples = pairsOf(byhand.miniDocuments({ count, seed }), random);
  const { inputs, targets } = batchOf(examples, random);
  const surprises = tf.tidy(() => {
    const { tokenLogits, nextSentenceLogits } = model.forward(inputs);
    return [tokenLogits, nextSentenceLogits].map((logits) => tf.neg(tf.logSoftmax(logits)));
  });
  const [ids, chosen] = await Promise.all([inputs.ids.array(), targets.tokens.array()]) as [number[][], number[][]];
  const [tokens, next] = await Promise.all(surprises.map((tensor) => tensor.array())) as [number[][][], number[][]];
  tf.dispose([inputs, targets, surprises] as unknown as tf.Tensor[]);
  const word = (id: number): string => tokenizer.token(id);
  // Pairs of one document have a sentence in common, so documents, and not tokens, are what is drawn independently.
  const documents = Array.from({ length: count }, (_, i) => {
    const own = [2 * i, 2 * i + 1]; // three sentences make two pairs
    const floor = byhand.pretrainingFloor(own.map((k) => ({
      tokens: ids[k]!.map(word), isNext: examples[k]!.isNext,
      chosen: chosen[k]!.map((id) => (id === byhand.NOT_COUNTED ? null : word(id))),
    })), { share: SHARE, nextShare: 1 - RANDOM_SHARE });
    return {
      tokens: { floor: floor.tokens, losses: own.flatMap((k) => chosen[k]!.flatMap((id, t) =>
        (id === byhand.NOT_COUNTED ? [] : tokens[k]![t]![id]!))) },
      nextSentence: { floor: floor.nextSentence, losses: own.map((k) => next[k]![examples[k]!.isNext ? 0 : 1]!) },
    };
  });
  return {
    tokens: compared(documents.map((one) => one.tokens)),
    nextSentence: compared(documents.map((one) => one.nextSentence)),
  };
}

function pairsOf(documents: string[][], random: byhand.Random): byhand.PretrainingExample[] {
  return byhand.nextSentencePairs(documents, byhand.drawPairs(documents, { random }), { share: RANDOM_SHARE })
    .map(({ first, second, isNext }) => ({ encoding: tokenizer.encodeWithOffsets(first, { pair: second }), isNext }));
}

/** Means over all values, and the standard error of their difference, by the documents that they are from. */
function compared(documents: readonly { losses: number[]; floor: number[] }[]): AboveFloor {
  const total = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  const count = total(documents.map(({ losses }) => losses.length));
  const loss = total(documents.flatMap(({ losses }) => losses)) / count;
  const floor = total(documents.flatMap((one) => one.floor)) / count;
  const strays = documents.map((one) => total(one.losses) - total(one.floor) - one.losses.length * (loss - floor));
  return { loss, floor, standardError: Math.sqrt(total(strays.map((stray) => stray ** 2))) / count };
}
