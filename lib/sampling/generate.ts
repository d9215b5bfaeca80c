import { requireInVocabulary } from "../tensor/tokenIds";
import { breath, untilStopped } from "../system/stop";
import { Random } from "../tensor/random";
import { growingTexts } from "./compiledTexts";
import type { LanguageModel, LayerCache } from "./languageModel";
import { type GenerateOptions, isStop, requireGenerate, requirePrompt, requirePrompts } from "./options";
import { samplingStep } from "./samplingStep";

/**
 * Continues a prompt token by token and gives the new ids alone, a stopping token included. Stop (SIGINT: Jupyter's
 * button, Ctrl-C) ends it early with what has been made so far.
 *
 * Each token is drawn from softmax(processors(logits)), see {@link processors}, and becomes part of the text that the
 * next one sees. When the context is full, it slides: the model sees the last `contextLength` tokens, as in nanoGPT.
 * Their positions have all changed then, so the cache no longer helps and every further token costs a whole forward
 * pass; `whenFull: "stop"` ends the text instead. Python's `transformers` fails there.
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
  requirePrompt("prompt", prompt, model.config);
  requireGenerate(options, model.config);
  for await (const [{ id }] of steps(model, [prompt], options)) yield id;
}

/**
 * As {@link generate} for several prompts at once, which may differ in length: one forward pass serves them all.
 *
 * Row i draws with the seed `seed + i`, so that its ids are those of `generate(model, prompts[i], { seed: seed + i })`.
 * Shorter prompts are padded on the left and the padding is masked; a text that has ended leaves the batch.
 *
 * @returns the new ids of each prompt
 * @throws RangeError, TypeError where prompts or options can't be used, before any work.
 */
export async function generateBatch<Cache extends LayerCache>(
  model: LanguageModel<Cache>,
  prompts: readonly (readonly number[])[],
  options: GenerateOptions = {},
): Promise<number[][]> {
  return untilStopped(async (signal) => {
    requirePrompts(prompts, model.config);
    requireGenerate(options, model.config);
    const made = prompts.map((): number[] => []);
    for await (const step of steps(model, prompts, { ...options, signal })) {
      for (const { row, id } of step) made[row].push(id);
    }
    return made;
  }, options);
}

/** Every text grows by one token at each step, until it ends; gives each step's new tokens. */
async function* steps<Cache extends LayerCache>(
  model: LanguageModel<Cache>,
  prompts: readonly (readonly number[])[],
  options: GenerateOptions,
): AsyncGenerator<{ row: number; id: number }[], void, void> {
  const { maxNewTokens = 100, seed = 0, whenFull = "slide", cache, onToken, signal } = options;
  const { contextLength, vocabularySize } = model.config;
  const choose = chooseWith(options);
  let live = prompts.map((_, row) => ({ row, random: new Random(seed + row), made: [] as number[] }));
  const texts = growingTexts(model, prompts, { cache, newTokens: maxNewTokens, compiled: options.compiled });
  try {
    for (let step = 0; step < maxNewTokens && !signal?.aborted; step++) {
      const logits = await texts.nextLogits();
      const ids = live.map(({ random }, i) => choose(logits[i], random, texts.texts[i]));
      requireInVocabulary("chosen", ids, vocabularySize);
      texts.append(ids);
      for (const [i, { row, made }] of live.entries()) {
        made.push(ids[i]);
        await onToken?.(ids[i], row);
      }
      yield live.map(({ row }, i) => ({ row, id: ids[i] }));
      const isOver = (i: number): boolean =>
        isStop(options.stop, live[i].made) || (whenFull === "stop" && texts.texts[i].length > contextLength);
      const going = [...live.keys()].filter((i) => !isOver(i));
      if (going.length === 0) return;
      if (going.length < live.length) texts.select(going);
      live = going.map((i) => live[i]);
      await breath(); // lets Stop, timers and the notebook's own messages through
    }
  } finally {
    texts.dispose();
  }
}

/** The caller's own choice, or a draw from softmax(processors(logits)). */
function chooseWith(options: GenerateOptions): (logits: Float32Array, random: Random, text: number[]) => number {
  return options.choose ??
    ((logits, random, ids) => samplingStep(logits, { ...options, ids }, random.uniform()).id);
}
