import * as tf from "@tensorflow/tfjs-core";
import { requireInVocabulary } from "../decoder/ids";
import { Random } from "../tensor/random";
import { breath, untilStopped } from "../system/stop";
import type { LanguageModel, LayerCache } from "./languageModel";
import { type GenerateOptions, requireGenerate } from "./options";
import { samplingStep } from "./samplingStep";

/**
 * Continues a prompt token by token and gives the new ids alone, a stopping token included. Stop (SIGINT: Jupyter's
 * button, Ctrl-C) ends it early with what has been made so far.
 *
 * Each token is drawn from softmax(top-k(logits / temperature)) and becomes part of the text that the next one sees.
 * When the context is full, it slides: the model sees the last `contextLength` tokens, as in nanoGPT. Their learned
 * positions have all changed then, so the cache no longer helps and every further token costs a whole forward pass;
 * `whenFull: "stop"` ends the text instead. Python's `transformers` fails there.
 *
 * @param prompt token ids, 1 to contextLength of them
 * @throws RangeError, TypeError where prompt or options can't be used, before any work.
 */
export async function generate<Cache extends LayerCache>(
  model: LanguageModel<Cache>,
  prompt: readonly number[],
  options: GenerateOptions = {},
): Promise<number[]> {
  return untilStopped(async (signal) => {
    const ids: number[] = [];
    for await (const id of generateStream(model, prompt, { ...options, signal })) ids.push(id);
    return ids;
  }, options);
}

/** As {@link generate}, but gives each id as it comes: `for await (const id of generateStream(model, prompt)) …`. */
export async function* generateStream<Cache extends LayerCache>(
  model: LanguageModel<Cache>,
  prompt: readonly number[],
  options: GenerateOptions = {},
): AsyncGenerator<number, void, void> {
  requireGenerate(model, prompt, options);
  const { maxNewTokens = 100, seed = 0, whenFull = "slide", onToken, signal } = options;
  const { contextLength, vocabularySize } = model.config;
  const choose = options.choose ?? drawWith(options);
  const random = new Random(seed);
  const text = [...prompt];
  const made: number[] = [];
  let cache = options.cache === false ? undefined : model.newCache();
  let seen = 0; // how much of the text the cache holds
  try {
    while (made.length < maxNewTokens && !signal?.aborted) {
      if (text.length > contextLength) {
        if (whenFull === "stop") return;
        disposeCache(cache);
        cache = undefined;
      }
      const input = cache ? text.slice(seen) : text.slice(-contextLength);
      const logits = await nextTokenLogits(model, input, cache);
      seen = text.length;
      const id = choose(logits, random);
      requireInVocabulary("chosen", [id], vocabularySize);
      text.push(id);
      made.push(id);
      await onToken?.(id);
      yield id;
      if (isStop(options.stop, made)) return;
      await breath(); // lets Stop, timers and the notebook's own messages through
    }
  } finally {
    disposeCache(cache);
  }
}

/** The scores of the token after the last one. */
async function nextTokenLogits<Cache extends LayerCache>(
  model: LanguageModel<Cache>,
  input: number[],
  cache: Cache[] | undefined,
): Promise<Float32Array> {
  const logits = tf.tidy(() => lastLogits(model, input, cache)); // [vocabulary]
  try {
    return (await logits.data()) as Float32Array;
  } finally {
    logits.dispose();
  }
}

/** The mode is switched for this one synchronous call, so that a model in training can show samples between steps. */
function lastLogits<Cache extends LayerCache>(
  model: LanguageModel<Cache>,
  input: number[],
  cache: Cache[] | undefined,
): tf.Tensor {
  const wasTraining = model.training;
  if (wasTraining) model.eval?.();
  try {
    const { logits } = model.forward(tf.tensor2d(input, [1, input.length], "int32"), { cache });
    const [, time, vocabulary] = logits.shape; // [1, time, vocabulary]
    return tf.reshape(tf.slice(logits, [0, time! - 1, 0], [1, 1, vocabulary!]), [vocabulary!]);
  } finally {
    if (wasTraining) model.train?.();
  }
}

/** Draws from softmax(top-k(logits / temperature)). */
function drawWith({ temperature = 1, topK }: GenerateOptions): (logits: Float32Array, random: Random) => number {
  return (logits, random) => samplingStep(logits, { temperature, topK }, random.uniform()).id;
}

function isStop(stop: GenerateOptions["stop"], made: readonly number[]): boolean {
  if (!stop) return false;
  return typeof stop === "function" ? stop(made) : stop.includes(made[made.length - 1]);
}

function disposeCache(cache: LayerCache[] | undefined): void {
  for (const layer of cache ?? []) layer.dispose();
}
