import * as tf from "@tensorflow/tfjs-core";
import { inMode } from "../tensor/inMode";
import { lastColumn } from "../tensor/lastColumn";
import type { LanguageModel, LanguageModelOutput, LayerCache } from "./languageModel";
import { rowsOf } from "./rows";

const PADDING = 0; // any id will do: the mask hides it

/**
 * Texts that one model continues together, a token at a time: its inputs, their padding and its cache.
 *
 * Shorter texts are padded on the left, so that the last column holds the last token of each; the padding is masked.
 * Of a text that is longer than the context the model sees the last `contextLength` tokens. All their positions have
 * changed then, so the cache no longer helps, and each step costs a whole forward pass.
 */
export class GrowingTexts<Cache extends LayerCache> {
  /** each text so far, its prompt included */
  texts: number[][];
  protected readonly model: LanguageModel<Cache>;
  private readonly useCache: boolean;
  protected cache: Cache[] | undefined;
  protected cached = 0; // columns in the cache, padding included

  constructor(
    model: LanguageModel<Cache>,
    prompts: readonly (readonly number[])[],
    { cache = true }: { cache?: boolean } = {},
  ) {
    this.model = model;
    this.texts = prompts.map((prompt) => [...prompt]);
    this.useCache = cache;
  }

  /** The scores of the token after each text. */
  async nextLogits(): Promise<Float32Array[]> {
    const [logits] = await this.run((output) => [lastColumn(output.logits)]);
    return rowsOf(logits, this.texts.length);
  }

  /** Runs the model on what it has not seen yet, and reads what `pick` takes from its output. */
  async run(pick: (output: LanguageModelOutput) => tf.Tensor[]): Promise<Float32Array[]> {
    const picked = this.inEvaluation(() => pick(this.forward()));
    try {
      return (await Promise.all(picked.map((tensor) => tensor.data()))) as Float32Array[];
    } finally {
      tf.dispose(picked);
    }
  }

  /** One synchronous call with the model in evaluation, so that one in training can show samples between steps. */
  protected inEvaluation<T extends tf.TensorContainer>(call: () => T): T {
    const { model } = this;
    return model.training ? inMode("evaluation", model, () => tf.tidy(call)) : tf.tidy(call);
  }

  /** Adds one token to each text. */
  append(ids: readonly number[]): void {
    for (const [row, text] of this.texts.entries()) text.push(ids[row]);
  }

  /** Keeps the texts of these rows, in this order; a row may come more than once. */
  select(rows: readonly number[]): void {
    this.texts = rows.map((row) => [...this.texts[row]]);
    for (const layer of this.cache ?? []) layer.select(rows);
  }

  dispose(): void {
    for (const layer of this.cache ?? []) layer.dispose();
    this.cache = undefined;
    this.cached = 0;
  }

  private forward(): LanguageModelOutput {
    const { contextLength } = this.model.config;
    const longest = Math.max(...this.texts.map((text) => text.length));
    if (this.cached === contextLength) this.dispose(); // no room for another column
    if (!this.cache && this.useCache && longest <= contextLength) this.cache = this.model.newCache();

    const time = this.cached > 0 ? 1 : Math.min(longest, contextLength);
    const columns = this.cached + time;
    const input = this.texts.map((text) => padded(text.slice(-time), time));
    const isPadded = this.texts.some((text) => text.length < columns);
    const mask = isPadded ? this.texts.map((text) => padded(text.slice(-columns).fill(1), columns)) : undefined;
    if (this.cache) this.cached = columns;
    return this.model.forward(tf.tensor2d(input, undefined, "int32"), {
      cache: this.cache,
      attentionMask: mask && tf.tensor2d(mask, undefined, "bool"),
    });
  }
}

function padded(ids: number[], length: number): number[] {
  return [...Array<number>(length - ids.length).fill(PADDING), ...ids];
}
