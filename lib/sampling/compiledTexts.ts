import * as tf from "@tensorflow/tfjs-core";
import type { LayerTensors } from "../decoder";
import { nativeBackend } from "../tensor/compile";
import { GrowingTexts } from "./growingTexts";
import type { LanguageModel, LayerCache } from "./languageModel";
import { rowsOf } from "./rows";

/** For fewer tokens, making a graph takes longer than it saves. */
const TOKENS_WORTH_A_GRAPH = 64;
/** Capacities are its multiples, so that texts of different lengths share a graph. */
const CAPACITY_STEP = 64;
const PADDING = 0; // any id will do: nobody looks at the rows that it fills

/** A model that has what graphs need; see {@link LanguageModel}. */
type Compilable<Cache extends LayerCache> =
  LanguageModel<Cache & Required<LayerCache>> & Required<Pick<LanguageModel, "compiledForward" | "stateDict">>;

export interface TextsOptions {
  cache?: boolean;
  /** how many tokens are to come, at most */
  newTokens: number;
  /** whether graphs make them; unless told otherwise where the engine and the model have them and it is worthwhile */
  compiled?: boolean;
}

/** The texts that a model continues, by graphs where that is faster. */
export function growingTexts<Cache extends LayerCache>(
  model: LanguageModel<Cache>,
  prompts: readonly (readonly number[])[],
  { cache = true, newTokens, compiled = newTokens >= TOKENS_WORTH_A_GRAPH }: TextsOptions,
): GrowingTexts<Cache> {
  const isCompilable = nativeBackend() !== null && model.compiledForward !== undefined && model.stateDict !== undefined;
  if (!compiled || !isCompilable) return new GrowingTexts(model, prompts, { cache });
  const texts = new CompiledTexts(model as unknown as Compilable<Cache>, prompts, { cache, newTokens });
  return texts as unknown as GrowingTexts<Cache>;
}

/**
 * {@link GrowingTexts} whose tokens come from graphs: one for each further token, with caches of a fixed capacity, and one
 * for the whole context once it is full and slides. The prompts, which come once, are computed by plain operations.
 *
 * The batch keeps its size from the first token to the last: a text that has ended stays in it, unseen.
 */
class CompiledTexts<Cache extends LayerCache> extends GrowingTexts<Cache & Required<LayerCache>> {
  private readonly batch: number;
  private readonly capacity: number;
  private rows: number[]; // of the batch, in which the texts are
  private caches: LayerTensors[] | null = null;
  private attentionMask: tf.Tensor2D | undefined;
  private columns = 0; // taken in the caches

  constructor(
    private readonly compilable: Compilable<Cache>,
    prompts: readonly (readonly number[])[],
    { cache, newTokens }: { cache: boolean; newTokens: number },
  ) {
    super(compilable, prompts, { cache });
    const longest = Math.max(...prompts.map((prompt) => prompt.length));
    this.batch = prompts.length;
    this.rows = [...prompts.keys()];
    this.capacity = Math.min(CAPACITY_STEP * Math.ceil((longest + newTokens) / CAPACITY_STEP), compilable.config.contextLength);
  }

  override async nextLogits(): Promise<Float32Array[]> {
    if (this.caches && this.columns < this.capacity) return this.nextToken();
    this.disposeCaches();
    if (this.slides()) return this.wholeContext();
    const logits = await super.nextLogits();
    if (this.cache && this.cached < this.capacity) this.fixCapacity();
    return logits;
  }

  override select(texts: readonly number[]): void {
    super.select(texts);
    this.rows = texts.map((text) => this.rows[text]);
  }

  override dispose(): void {
    super.dispose();
    this.disposeCaches();
  }

  private disposeCaches(): void {
    tf.dispose([this.caches ?? [], this.attentionMask ?? []]);
    this.caches = null;
    this.attentionMask = undefined;
  }

  /** Goes over from the cache that the prompts have left to one of fixed capacity. */
  private fixCapacity(): void {
    const { cached, capacity, batch, rows, texts } = this;
    this.caches = this.cache!.map((layer) => layer.padded(capacity));
    this.columns = cached;
    const real = Array.from({ length: batch }, () => Array<boolean>(capacity).fill(true));
    rows.forEach((row, i) => real[row].fill(false, 0, cached - texts[i].length));
    this.attentionMask = texts.some((text) => text.length < cached) ? tf.tensor2d(real, undefined, "bool") : undefined;
    super.dispose();
  }

  private async nextToken(): Promise<Float32Array[]> {
    const { compilable: model, attentionMask, columns } = this;
    const ids = this.placed(this.texts.map((text) => text.slice(-1)), 1);
    const caches = this.caches!;
    const made = this.inEvaluation(() => model.compiledForward().next(model.stateDict(), {
      ids: tf.tensor2d(ids, undefined, "int32"), caches, position: tf.scalar(columns, "int32"), attentionMask,
    }));
    tf.dispose(caches);
    this.caches = made.caches;
    this.columns++;
    return this.read(made.logits);
  }

  /** Whether every text is at least as long as the context, so that all further passes have one shape. */
  private slides(): boolean {
    return this.texts.every((text) => text.length > this.model.config.contextLength);
  }

  private async wholeContext(): Promise<Float32Array[]> {
    const { compilable: model, texts } = this;
    const { contextLength } = model.config;
    const ids = this.placed(texts.map((text) => text.slice(-contextLength)), contextLength);
    return this.read(this.inEvaluation(() =>
      model.compiledForward().whole(model.stateDict(), tf.tensor2d(ids, undefined, "int32"))));
  }

  /** The texts' ids in their rows of the batch. */
  private placed(ids: readonly number[][], length: number): number[][] {
    const batch = Array.from({ length: this.batch }, () => Array<number>(length).fill(PADDING));
    this.rows.forEach((row, i) => { batch[row] = ids[i]; });
    return batch;
  }

  /** The texts' rows of [batch, vocabulary], which is disposed of. */
  private async read(logits: tf.Tensor2D): Promise<Float32Array[]> {
    const all = rowsOf((await logits.data()) as Float32Array, this.batch);
    logits.dispose();
    return this.rows.map((row) => all[row]);
  }
}
