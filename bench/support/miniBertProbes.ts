import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { MODEL, tokenizer } from "./miniBert";

/** A word whose state is asked for one of two things. */
interface ProbeQuestion {
  encoding: ReturnType<typeof tokenizer.encodeWithOffsets>;
  /** the word's token */
  place: number;
  label: 0 | 1;
}

type Questions = (options: { count: number; seed: number }) => ProbeQuestion[];

const EITHER = new Set(["victoria", "florence", "sydney", "georgia", "austin", "jordan", "lincoln", "chester"]);

const QUESTIONS: Record<string, Questions> = {
  "gives or gets": (options) => byhand.passageQuestions(options).filter(({ question }) => question.startsWith("who"))
    .map(({ question, passage, start, answer }) => {
      const encoding = tokenizer.encodeWithOffsets(passage);
      const span = byhand.tokenSpan(encoding, { start, end: start + answer.length }, { sequence: 0 });
      return { encoding, place: span.start, label: question === "who gave it ?" ? 0 : 1 };
    }),
  "person or town": (options) => byhand.taggedSentences(options).flatMap(({ words, tags }) => {
    const encoding = tokenizer.encodeWithOffsets(words.join(" "));
    return words.flatMap((word, i): ProbeQuestion[] =>
      (EITHER.has(word) ? [{ encoding, place: i + 1, label: tags[i]!.endsWith("PER") ? 0 : 1 }] : []));
  }),
};

class Probe extends byhand.Module {
  readonly linear = new byhand.Linear(MODEL.hiddenSize, 2, { deviation: 0.02, random: new byhand.Random(1) });
  loss(states: tf.Tensor, labels: tf.Tensor): tf.Scalar {
    return byhand.crossEntropy(this.linear.forward(states), labels);
  }
}

/** How often a linear probe on the states after each layer, the embeddings first, is right on other sentences. */
export async function probes(
  bert: byhand.Bert, { seed, steps }: { seed: number; steps: number },
): Promise<Record<string, number[]>> {
  const shares: Record<string, number[]> = {};
  for (const [name, questions] of Object.entries(QUESTIONS)) {
    const [training, test] = [questions({ count: 1200, seed }), questions({ count: 400, seed: seed + 1 })];
    const [known, asked] = [await statesOf(bert, training), await statesOf(bert, test)];
    shares[name] = [];
    for (const layer of known.keys()) {
      const probe = new Probe();
      await byhand.trainOnExamples(probe, training.map(({ label }, i) => ({ label, state: known[layer]![i]! })), {
        steps, batchSize: 128, learningRate: 0.02, weightDecay: 0,
        batchOf: (some) => ({
          inputs: tf.tensor2d(some.map(({ state }) => state)), targets: tf.tensor1d(some.map(({ label }) => label), "int32"),
        }),
      });
      const best = tf.tidy(() => tf.argMax(probe.linear.forward(tf.tensor2d(asked[layer]!)), -1));
      shares[name].push(byhand.accuracy([...await best.data()], test.map(({ label }): number => label)));
      best.dispose();
      probe.dispose();
    }
  }
  return shares;
}

/** The states of the questions' words after each layer: [layer][question][hidden]. */
async function statesOf(bert: byhand.Bert, questions: ProbeQuestion[]): Promise<number[][][]> {
  const { hiddenStates } = tf.tidy(() => bert.forward(byhand.encoderInputs(questions.map(({ encoding }) => encoding))));
  const layers = (await Promise.all(hiddenStates.map((states) => states.array()))) as number[][][][];
  tf.dispose(hiddenStates);
  return layers.map((rows) => questions.map(({ place }, i) => rows[i]![place]!));
}
