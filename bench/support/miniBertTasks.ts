import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { LENGTH, MODEL, tokenizer } from "./miniBert";

export type Mode = "full" | "frozen" | "scratch";
type Encoding = ReturnType<typeof tokenizer.encodeWithOffsets>;
type Encoded<Example> = Example & { encoding: Encoding };

interface Parts<Example, Output> {
  draw(options: byhand.DrawOptions): Example[];
  /** of the test examples, where they are made in another way than those with labels */
  drawTest?(options: { count: number; seed: number }): Example[];
  /** what no training text may have */
  sentence(example: Example): string;
  ceiling(examples: readonly Example[]): number;
  encode(example: Example): Encoding;
  head(seed: number): byhand.BertWithHead<Output, tf.Tensor>;
  targets(examples: readonly Encoded<Example>[]): tf.Tensor;
  truth(example: Example): string[];
  /** [texts, places, classes], or [texts, 2, places] */
  scores(output: Output): tf.Tensor;
  answer(scores: number[][], example: Encoded<Example>): string[];
}

export interface FineTuning {
  /** the body that was pretrained; "scratch" does not take it */
  body: byhand.Bert;
  mode?: Mode;
  labels: number;
  steps: number;
  seed: number;
  /** sentences that are kept for evaluation */
  without: ReadonlySet<string>;
}

export interface TaskTest {
  sentences: string[];
  /** what a model that sees only which words there are scores at best on these examples */
  ceiling: number;
  /** The share of right answers after fine-tuning on labels of other examples. */
  score(options: FineTuning): Promise<number>;
}

const SENTIMENT: Parts<byhand.SentimentExample, byhand.ClassificationOutput> = {
  ...classification(byhand.SENTIMENTS), draw: byhand.sentimentExamples, ceiling: byhand.sentimentCeiling,
  sentence: ({ text }) => text, encode: ({ text }) => tokenizer.encodeWithOffsets(text),
};

/** Sentiment in sentences with one "but" more than those with labels have: what comes last still counts. */
export const TWO_BUTS = tested({ ...SENTIMENT, drawTest: twoButs, ceiling: () => NaN });

function twoButs({ count, seed }: { count: number; seed: number }): byhand.SentimentExample[] {
  const all = byhand.sentimentExamples({ count: 200 * count, seed });
  const clauses = all.filter(({ text }) => text.startsWith("the ") && !/ (and|but) /.test(text)); // the soup was not good .
  return Array.from({ length: Math.floor(clauses.length / 3) }, (_, i) => clauses.slice(3 * i, 3 * i + 3))
    .filter(([a, b, c]) => a!.label !== b!.label && b!.label !== c!.label).slice(0, count)
    .map((three) => ({ text: `${three.map(({ text }) => text.replace(" .", "")).join(" but ")} .`, label: three[2]!.label }));
}

/** The tasks with new test examples. */
export const TASKS = {
  sentiment: tested(SENTIMENT),
  inference: tested<byhand.InferenceExample, byhand.ClassificationOutput>({
    ...classification(byhand.INFERENCES), draw: byhand.inferenceExamples, ceiling: byhand.inferenceCeiling,
    sentence: ({ premise }) => premise,
    encode: ({ premise, hypothesis }) => tokenizer.encodeWithOffsets(premise, { pair: hypothesis }),
  }),
  tagging: tested<byhand.TaggedSentence, { logits: tf.Tensor }>({
    draw: byhand.taggedSentences, ceiling: byhand.taggingCeiling,
    sentence: ({ words }) => words.join(" "), encode: ({ words }) => tokenizer.encodeWithOffsets(words.join(" ")),
    head: (seed) => new byhand.BertForTokenClassification(MODEL, { labels: byhand.NAME_TAGS, seed }),
    // [CLS], a word a token, [SEP]
    targets: (examples) => byhand.tokenTargets(examples.map(({ tags }) =>
      [byhand.NOT_COUNTED, ...tags.map((tag) => byhand.NAME_TAGS.indexOf(tag)), byhand.NOT_COUNTED]),
    { classes: byhand.NAME_TAGS.length, length: LENGTH }),
    truth: ({ tags }) => tags, scores: ({ logits }) => logits,
    answer: (scores, { tags }) => tags.map((_, i) => byhand.NAME_TAGS[largest(scores[i + 1]!)]!),
  }),
  questions: tested<byhand.PassageQuestion, byhand.AnswerOutput>({
    draw: byhand.passageQuestions, ceiling: byhand.questionCeiling,
    sentence: ({ passage }) => passage,
    encode: ({ question, passage }) => tokenizer.encodeWithOffsets(question, { pair: passage }),
    head: (seed) => new byhand.BertForQuestionAnswering(MODEL, { seed }),
    targets: (examples) => byhand.spanTargets(examples.map(({ encoding, start, answer }) =>
      byhand.tokenSpan(encoding, { start, end: start + answer.length })), examples.map(({ encoding }) => encoding)),
    truth: ({ answer }) => [answer], scores: ({ startLogits, endLogits }) => tf.stack([startLogits, endLogits], 1),
    answer: ([starts, ends], { encoding, passage }) => {
      const allowed = starts!.map((_, i) => encoding.sequences[i] === 1);
      return [byhand.spanText(passage, encoding, byhand.bestSpan(starts!, ends!, { allowed }))];
    },
  }),
};

function classification<Label extends string>(labels: readonly Label[]) {
  return {
    head: (seed: number) => new byhand.BertForSequenceClassification(MODEL, { labels, seed }),
    targets: (examples: readonly { label: Label }[]) =>
      byhand.sequenceTargets(examples.map(({ label }) => labels.indexOf(label)), { classes: labels.length }),
    truth: ({ label }: { label: Label }): string[] => [label],
    scores: ({ logits }: byhand.ClassificationOutput) => tf.expandDims(logits, 1),
    answer: ([scores]: number[][]): string[] => [labels[largest(scores!)]!],
  };
}

function tested<Example, Output>(parts: Parts<Example, Output>): (options: { count: number; seed: number }) => TaskTest {
  const encoded = (examples: Example[]): Encoded<Example>[] =>
    examples.map((example) => ({ ...example, encoding: parts.encode(example) }));
  const inputsOf = (examples: readonly Encoded<Example>[]) =>
    byhand.encoderInputs(examples.map(({ encoding }) => encoding), { length: LENGTH });
  return (options) => {
    const test = encoded(parts.drawTest?.(options) ?? parts.draw(options));
    return {
      sentences: test.map(parts.sentence),
      ceiling: parts.ceiling(test),
      async score({ body, mode = "full", labels, steps, seed, without }) {
        const model = parts.head(seed);
        if (mode !== "scratch") model.takeBody(body);
        await byhand.trainOnExamples(model, encoded(parts.draw({ count: labels, seed, without })), {
          steps, seed, warmup: Math.ceil(steps / 10), learningRate: mode === "frozen" ? 1e-2 : 1e-3, weightDecay: 0.01,
          rateOf: mode === "frozen" ? byhand.frozenBody() : undefined,
          batchOf: (examples) => ({ inputs: inputsOf(examples), targets: parts.targets(examples) }),
        });
        const inputs = inputsOf(test);
        const scores = tf.tidy(() => parts.scores(model.forward(inputs)));
        const rows = (await scores.array()) as number[][][];
        tf.dispose([scores, ...Object.values(inputs)]);
        model.dispose();
        return byhand.accuracy(test.flatMap((example, i) => parts.answer(rows[i]!, example)), test.flatMap(parts.truth));
      },
    };
  };
}

function largest(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}
