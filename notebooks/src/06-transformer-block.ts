// ---
// jupyter:
//   kernelspec:
//     display_name: TypeScript (tslab)
//     language: typescript
//     name: tslab
// ---

// %% [markdown]
// # 06 · The transformer block
//
// A transformer is one block, stacked: 12 times in GPT-2, 96 times in GPT-3. Four things are in it: attention, which
// you know, a feed-forward layer, norms, and residual connections. What are these three *for*? You will write them, look
// inside, then take them out or exchange them, and see what breaks.
//
// **After this lesson you can**
// - write layer norm, RMS norm, both kinds of feed-forward layer, and a whole block;
// - say what norms, residuals and activations are for, from measurements of your own;
// - tell a difference between two models from the noise between two seeds.
//
// *From lesson 05:* a model looks at its whole text at once. What keeps position 3 from copying the answer from
// position 4?
// <details><summary>Answer</summary>
// The causal mask: before the softmax, the scores of later positions become very negative, so their weights are 0.
// </details>
//
// Reading and doing: about 45 minutes. Waiting: about a minute, for fifteen small models. (Stop, ■, ends a run early;
// run its cell again before you go on.)

// %%
import * as tf from "@tensorflow/tfjs-core";
import {
  bars, CharTokenizer, embeddedCorpus, evaluate, gelu, GPT, type GPTConfig, gradientNorms,
  groupedBars, heatmap, layerNorm, layerOf, lines, LiveComparison, LiveLossCurve, Random,
  randomBatch, relu, rmsNorm, show, silu, train, useEngine,
} from "byhand";
import { check, hint, mine, shouldSee, steps } from "byhand-course";

console.log(String(await useEngine()));

// %% [markdown]
// ## The idea in a picture
//
// ```
//    x ──┬───────────────────────── + ──┬─────────────────────────── + ──→  x
//        │                          ↑   │                            ↑
//        └→ norm1 → attention ──────┘   └→ norm2 → feed-forward ─────┘
// ```
//
// The line at the top is the **residual stream**: one vector for each token, which flows from the first block to the
// last. A sublayer reads it through a norm and *adds* what it has found. Nothing is ever replaced.
//
// Attention moves information **between** tokens. The feed-forward layer works on **each token alone**.
//
// ## Norms, by hand
//
// A sublayer would like to read numbers of a familiar size, however large the stream has grown. **Layer norm** sees to
// that, for each token by itself: subtract the mean of its features, divide by their spread.
//
// By hand: the features 1 and 3. What does layer norm make of them?
// <details><summary>Answer</summary>
// The mean is 2, so −1 and 1 are left. The variance is (1 + 1) / 2 = 1, its root is 1: −1 and 1.
// </details>
//
// **RMS norm** leaves the mean alone and only divides, by the root of the mean square. By hand: 1 and 7?
// <details><summary>Answer</summary>
// The mean square is (1 + 49) / 2 = 25, its root is 5: 0.2 and 1.4.
// </details>

// %%
const features = [4, -2, 1, 7, 1, 1]; // their mean is 2, their variance 8, their mean square 12
const one = tf.tensor2d([features]); // [1 token, 6 features]
const [ones, zeros] = [tf.ones([6]), tf.zeros([6])]; // the learned scale and shift, as they begin
const numbers = async (x: tf.Tensor): Promise<number[]> => Array.from(await x.data());

const before = { name: "before", values: features };
const byLayer = { name: "layer norm", values: await numbers(layerNorm(one, ones, zeros)) };
const byRoot = { name: "RMS norm", values: await numbers(rmsNorm(one, ones)) };
const names = features.map((_, i) => `feature ${i}`);
show(groupedBars([before, byLayer, byRoot], names, { title: "One token, normalised", y: "value" }));

// %% [markdown]
// Both make large numbers small (and would make small ones large). Layer norm also moves them: its six bars sum to 0.
// RMS norm keeps every sign.
//
// Guess: somebody multiplies all features by 10. Which of the two norms notices? And if 100 is added to all of them?

// %%
const change = async (norm: (x: tf.Tensor) => tf.Tensor, other: tf.Tensor): Promise<number> =>
  (await tf.max(tf.abs(tf.sub(norm(other), norm(one)))).data())[0];
const layer = (x: tf.Tensor): tf.Tensor => layerNorm(x, ones, zeros);
const root = (x: tf.Tensor): tf.Tensor => rmsNorm(x, ones);
const [tenfold, shifted] = [tf.mul(one, 10), tf.add(one, 100)];
console.log(`times 10:  layer norm changes by ${(await change(layer, tenfold)).toFixed(3)}, ` +
  `RMS norm by ${(await change(root, tenfold)).toFixed(3)}`);
console.log(`plus 100:  layer norm changes by ${(await change(layer, shifted)).toFixed(3)}, ` +
  `RMS norm by ${(await change(root, shifted)).toFixed(3)}`);
shouldSee("RMS norm's change when 100 is added", await change(root, shifted), {
  from: 1, to: 2, ifNot: "was the mean subtracted?",
});

// %% [markdown]
// Neither sees the size. Layer norm doesn't see a common shift either; RMS norm does. So layer norm forgets two numbers
// of each vector, RMS norm one. Each then multiplies by a learned **weight** for each feature, and layer norm adds a
// learned **bias**: a feature that should be large may be large again.
//
// Guess: what if one took mean and variance of each *feature*, over all tokens of the batch?
// <details><summary>Then look</summary>
// That exists: *batch norm*, good for pictures. But then a token's numbers depend on which texts happen to lie beside it in the batch, and on *later* tokens of its own
// text: the causal mask would be in vain. In a transformer each token is normalised by itself, over its features.
// </details>
//
// ## Your turn: two norms
//
// Write `layerNorm` and `rmsNorm` in [exercises/06-transformer-block.ts](../exercises/06-transformer-block.ts), save,
// and run these cells as often as you like.

// %%
await check("layerNorm");

// %%
await check("rmsNorm");

// %%
await hint("layerNorm");

// %%
await hint("rmsNorm");

// %% [markdown]
// ## The feed-forward layer
//
// Two linear maps: one widens each token's vector four times, the other narrows it again. Between them every number is
// bent by an **activation**.
//
// Guess: what if one left the activation out?
// <details><summary>Then look</summary>
// (x W₁) W₂ = x (W₁ W₂): two linear maps in a row are one linear map. The whole width would be for nothing.
// </details>

// %%
async function showBends(title: string, reach: number): Promise<void> { // from −reach to reach
  const x = Array.from({ length: 61 }, (_, i) => reach * (i / 30 - 1));
  const curves: { name: string; x: number[]; y: number[] }[] = [];
  for (const [name, bend] of Object.entries({ ReLU: relu, GELU: gelu, SiLU: silu })) {
    curves.push({ name, x, y: await numbers(bend(tf.tensor1d(x))) });
  }
  show(lines(curves, { title, x: "what goes in", y: "what comes out", markers: false }));
}
await showBends("Three ways to bend a number", 4);

// %% [markdown]
// All three let large positive numbers through and stop large negative ones. ReLU has a corner at 0; GELU and SiLU are
// smooth, and dip a little below 0.
//
// A **gated** layer widens twice, and multiplies: one half says *what*, the other *how much of it*. With SiLU on the
// gate it is called **SwiGLU**, and most models since 2023 have it. It needs three matrices. To be fair, one makes them
// narrower: three of 8/3 h instead of two of 4 h, for a hidden size of h.
//
// ```
//   feed-forward:   bend(x W₁ + b₁) W₂ + b₂             2 · 4 h²    parameters
//   SwiGLU:         (silu(x W_gate) ⊙ x W_up) W_down    3 · 8/3 h²  parameters
// ```
//
// (Attention has 4 h²: a matrix each for queries, keys, values and the output. So two thirds of a block's parameters sit here. Why 4 times? That was the choice of the first
// transformer in 2017, and it has done well.)
//
// **Your turn:** `feedForward`, which gets its activation as an argument, and `gatedFeedForward`.

// %%
await check("feedForward");

// %%
await check("gatedFeedForward");

// %%
await hint("feedForward");

// %%
await hint("gatedFeedForward");

// %% [markdown]
// "Each token alone": nothing is taken on trust. Five tokens of random numbers; the third one is changed. Which of the
// five outputs change?

// %%
const feedForward = await mine("feedForward");
const random = new Random(6);
const gaussian = (...shape: number[]): tf.Tensor =>
  tf.tensor(Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.normal()), shape);

const weights = { innerWeight: gaussian(8, 32), outputWeight: gaussian(32, 8) };
const five = gaussian(5, 8); // [5 tokens, 8 features]
const third = tf.tensor2d([0, 0, 1, 0, 0], [5, 1]); // 1 for the token that is changed
const moved = tf.add(five, tf.mul(third, gaussian(5, 8)));
const difference = tf.sub(feedForward(moved, weights), feedForward(five, weights));
const perToken = await numbers(tf.norm(difference, "euclidean", -1));
console.log("change of each output:", perToken.map((x) => x.toFixed(2)).join("  "));
shouldSee("change of the other four", perToken[0] + perToken[1] + perToken[3] + perToken[4], {
  from: 0, to: 1e-4, ifNot: "tokens are mixed: was a reshape or a transpose too much?",
});

// %% [markdown]
// ## The whole block
//
// Small numbers first. Let norm1 halve its input, attention multiply it by 10, norm2 divide it by 4 and feed-forward
// multiply it by 100. The stream is 2. What is it after the block? Follow the picture at the top.
// <details><summary>Answer</summary>
// Attention reads 1 and adds 10: the stream is 12. Feed-forward reads 3 and adds 300: the stream is 312.
// </details>
//
// **Your turn:** `preNormBlock`. Its four sublayers come as functions.

// %%
await check("preNormBlock");

// %%
await hint("preNormBlock");

// %% [markdown]
// ## Your block in a model
//
// A narrow and deep GPT: 8 blocks, only 32 features. It is made of **your** parts, as far as they pass. It reads the
// course's made stories, whose least possible loss is known.

// %%
const parts = {
  layerNorm: await mine("layerNorm"),
  rmsNorm: await mine("rmsNorm"),
  feedForward,
  gatedFeedForward: await mine("gatedFeedForward"),
  preNormBlock: await mine("preNormBlock"),
};

const corpus = embeddedCorpus({ characters: 300_000, seed: 2 });
const tokenizer = CharTokenizer.train(corpus.text);
const ids = Int32Array.from(tokenizer.encode(corpus.text));
const data = { train: ids.slice(0, -8000), test: ids.slice(-8000) };
console.log(corpus.text.slice(0, 200));

// %%
const config: GPTConfig = {
  vocabularySize: tokenizer.vocabularySize, contextLength: 32, hiddenSize: 32, layers: 8, heads: 2,
};
const recipe = { batchSize: 12, learningRate: 5e-3, warmup: 30, weightDecay: 0.1, seed: 1 };
const chance = Math.log(tokenizer.vocabularySize);

const model = new GPT(config, { seed: 1, parts });
const live = new LiveLossCurve({ floor: corpus.entropyPerCharacter, title: "Eight blocks" });
const { losses } = await train(model, { train: data.train }, {
  ...recipe, steps: steps(300), onProgress: (progress) => live.update(progress),
});
live.finish();

// %%
const whole = await evaluate(model, data.test);
console.log(`chance ${chance.toFixed(2)}, after ${losses.length} steps ${whole.toFixed(2)}, held out`);
shouldSee("held-out loss of the whole block", whole, {
  from: 1.85, to: 2.1, ifNot: "was it stopped early? is one of your parts not what it should be?",
});

// %% [markdown]
// About 1.9 nats for each character, where chance is 3.8 and nobody can be below 0.21: it is on its way. For what
// follows, that is enough.
//
// ## The residual stream, looked at
//
// Now put a spy into the model: a block that does what yours does, and takes notes of what flows through it.
//
// Guess first: from block to block, does the stream's vector get longer, shorter, or does it keep its length?

// %%
type Notes = { stream: tf.Tensor; attention: tf.Tensor; feedForward: tf.Tensor };
const notes: Notes[] = []; // one for each block
const spy: typeof parts.preNormBlock = (x, sublayers) => {
  const note = { stream: x } as Notes;
  notes.push(note);
  return parts.preNormBlock(x, {
    ...sublayers,
    attention: (read) => (note.attention = sublayers.attention(read)),
    feedForward: (read) => (note.feedForward = sublayers.feedForward(read)),
  });
};
const watched = new GPT(config, { parts: { ...parts, preNormBlock: spy } });

// %%
const texts = Array.from({ length: 16 }, (_, i) => [...data.test.slice(32 * i, 32 * i + 32)]);
const lengthOf = (x: tf.Tensor): tf.Tensor => tf.mean(tf.norm(x, "euclidean", -1)); // over all tokens

async function lookInside(at: GPT) {
  watched.loadStateDict(at.stateDict());
  notes.length = 0; // forget what was seen before
  const { streams, lengths } = tf.tidy(() => {
    watched.forward(texts);
    const end = notes.at(-1)!;
    const last = tf.addN([end.stream, end.attention, end.feedForward]);
    const all = [...notes.map(({ stream }) => stream), last];
    const written = (name: "attention" | "feedForward") => notes.map((note) => note[name]);
    const measured = [all, written("attention"), written("feedForward")];
    return {
      streams: tf.stack(all), // [layers + 1, text, time, hidden]
      lengths: measured.map((each) => tf.stack(each.map(lengthOf))),
    };
  });
  const [stream, attention, feedForward] = await Promise.all(lengths.map(numbers));
  return { streams, stream, attention, feedForward };
}

// %%
const untrained = await lookInside(new GPT(config, { seed: 1 }));
const trained = await lookInside(model);
const depth = trained.stream.map((_, i) => i);
show(lines([
  { name: "trained", x: depth, y: trained.stream },
  { name: "untrained", x: depth, y: untrained.stream },
], {
  title: "How long the stream's vectors are", x: "after so many blocks", y: "mean length", logY: true,
}));
const growth = trained.stream.at(-1)! / trained.stream[0];
shouldSee("growth of the stream from the first block to the last", growth, {
  from: 7, to: 16, ifNot: "is what a sublayer returns added to the stream?",
});

// %% [markdown]
// Training made it grow about elevenfold, nearly all of it in the first two blocks (the axis is logarithmic). Later ones
// add as well, but what comes in at a right angle hardly lengthens a long vector: √(8² + 1²) is 8.06. That is why a
// sublayer needs a norm in front of it: the last block reads numbers of the same size as the first, however long the
// stream has grown.
//
// How much does each sublayer add? Guess: which of the two writes more, and where?

// %%
const blocks = trained.attention.map((_, i) => `block ${i}`);
show(groupedBars([
  { name: "attention adds", values: trained.attention },
  { name: "feed-forward adds", values: trained.feedForward },
], blocks, { title: "What each sublayer adds to the stream", y: "mean length" }));

// %% [markdown]
// And does a token's vector turn round on its way, or does it keep its direction? Compare its direction after each
// block with that after every other: the cosine is 1 for the same direction, 0 for a right angle.

// %%
const cosines = tf.tidy(() => {
  const unit = tf.div(trained.streams, tf.norm(trained.streams, "euclidean", -1, true));
  const flat = tf.reshape(unit, [depth.length, -1]); // [layers + 1, all features of all tokens]
  return tf.div(tf.matMul(flat, flat, false, true), unit.size / unit.shape[0] / config.hiddenSize);
});
const exact = (await cosines.array()) as number[][]; // means over all tokens
const turned = exact.map((row) => row.map((cosine) => Number(cosine.toFixed(2))));
show(heatmap(turned, {
  title: "Same token, different depth: mean cosine", value: "cosine",
  y: "after so many blocks", x: "after so many blocks",
  rows: depth.map(String), columns: depth.map(String),
}));
console.log("before and after each block:", turned.slice(1).map((row, i) => row[i]).join("  "));
shouldSee("cosine before and after the last block", turned[8][7], {
  from: 0.9, to: 1, ifNot: "a block that replaces the stream would turn it",
});
shouldSee("cosine of the first and the last", turned[8][0], {
  from: -0.2, to: 0.3, ifNot: "was it trained at all?",
});

// %% [markdown]
// The first feed-forward layer writes most, and turns the vector sharply: what came in, "which character am I", is still
// in the sum, but drowned out. After that each block turns it a little, and in the upper half attention writes more than
// feed-forward. At the end nearly all of the vector is what the blocks have written. (We saw the same in three seeds.) A
// stream shared by many small readers and writers: so Elhage and others described it in 2021.
//
// ## Take the residuals out
//
// Without residuals, a sublayer's result *replaces* x. The old wisdom about deep networks says: then gradients vanish
// on their way down. Measure it, at the very start, before any training: how long is the gradient of the loss in each
// block? Guess the three curves first.

// %%
const batch = randomBatch(data.train, { batchSize: 12, contextLength: 32, random: new Random(1) });
const bare = { "with residuals": {}, "without residuals": { residual: false },
  "without residuals and norms": { residual: false, norm: "none" } } as const;
const gradients: { name: string; x: number[]; y: number[] }[] = [];
for (const [name, changes] of Object.entries(bare)) {
  const fresh = new GPT({ ...config, ...changes }, { seed: 1, parts });
  const found = Object.values(await gradientNorms(fresh, batch, { groupOf: layerOf }));
  const seen = found.map((y, x) => ({ x, y })).filter(({ y }) => y > 0); // log axes have no 0
  gradients.push({ name, x: seen.map(({ x }) => x), y: seen.map(({ y }) => y) });
  console.log(`${name}: ${found.map((norm) => Number(norm.toPrecision(2))).join("  ")}`);
}
show(lines(gradients, {
  title: "How much of the loss's signal reaches each block",
  x: "block", y: "norm of the gradient", logY: true,
}));
const [full, , lost] = gradients.map(({ y }) => y);
shouldSee("with residuals: the first block's gradient by the last's", full[0] / full.at(-1)!, {
  from: 0.7, to: 1.6, ifNot: "is x itself added, not its norm?",
});
shouldSee("without both: zeros lost at a block", Math.log10(lost.at(-1)! / lost.at(-2)!), {
  from: 4.5, to: 5.7, ifNot: "were first weights drawn as GPT-2 draws them, with deviation 0.02?",
});

// %% [markdown]
// With residuals the gradient arrives everywhere alike: an addition hands it on as it is. Without residuals and norms
// it becomes a hundred thousand times smaller at each block: block 1 would have to learn from numbers with thirty zeros
// after the point, and block 0 gets nothing at all.
//
// But the middle curve should surprise you. Without residuals, norms alone keep the gradient alive: it is even
// *larger*, since they make small numbers large again. So that model will train? Before you say yes, a test. A text has
// 32 characters. Change one of them, and see how much the vector at the *last* place moves. Then change another one
// instead, and so on. In a model that is not trained yet, which places matter to the last? Guess for both models.

// %%
const original = [...data.test.slice(0, 32)];
const another = (id: number): number => (id + 7) % tokenizer.vocabularySize;
const others = original.map((_, i) => original.map((id, j) => (i === j ? another(id) : id)));
const felt: { name: string; y: number[] }[] = [];
for (const name of ["with residuals", "without residuals"] as const) {
  const fresh = new GPT({ ...config, ...bare[name] }, { seed: 1, parts });
  const moves = tf.tidy(() => {
    const { hiddenStates } = fresh.forward([original, ...others]);
    const last = tf.slice(hiddenStates.at(-1)!, [0, 31, 0], [-1, 1, -1]); // [33 texts, 1, hidden]
    const [asItWas, changed] = tf.split(last, [1, 32]);
    return tf.div(tf.norm(tf.sub(changed, asItWas), "euclidean", -1), tf.norm(asItWas));
  });
  felt.push({ name, y: await numbers(moves) });
}
show(lines(felt, {
  title: "Whose change is felt at the last place?",
  x: "the place that was changed", y: "relative change of the vector", markers: true,
}));
shouldSee("with residuals, its own character", felt[0].y[31], {
  from: 0.4, to: 1.2, ifNot: "is x added?",
});
shouldSee("without residuals, its own character", felt[1].y[31], {
  from: 0, to: 0.02, ifNot: "are the residuals really out?",
});

// %% [markdown]
// With residuals each token is still itself: at first only the last character counts for the last place (training will
// bring in the others). Without them the last place has forgotten its own character! Untrained attention looks at all
// places up to its own alike, so it gives a mean: a, (a+b)/2, (a+b+c)/3. The next block takes means of these: third comes
// (11a + 5b + 2c)/18. Eight times over, nearly all that is left is the very first character, which is in everybody's
// mean. The gradient is large, but the characters that it should teach something about are out of sight.
//
// ## Take it apart, and train
//
// Now for real: the same model, trained anew with one thing changed. Write your guesses down first: who comes close to
// the whole block, who is in between, who learns nothing?
//
// One of them is new to you. **Post-norm** is the transformer of 2017: there the norm came *after* the addition,
// `x = norm(x + attention(x))`, so that the stream itself is normalised, twice in each block.

// %%
type Variant = Partial<GPTConfig> & { learningRate?: number; start?: (model: GPT) => void };
type Outcome = { heldOut: number; milliseconds: number; parameters: number };

async function compare(variants: Record<string, Variant>, total: number, live: LiveComparison) {
  const outcomes: Record<string, Outcome> = {};
  for (const [name, variant] of Object.entries(variants)) {
    const { learningRate = recipe.learningRate, start, ...changes } = variant;
    const other = new GPT({ ...config, ...changes }, { seed: 1, parts });
    start?.(other);
    const { seconds, steps, stopped } = await train(other, { train: data.train }, {
      ...recipe, learningRate, steps: total, onProgress: live.of(name),
    });
    if (stopped) break; // with the Stop button: what there is by then is shown
    outcomes[name] = {
      heldOut: await evaluate(other, data.test), milliseconds: (1000 * seconds) / steps,
      parameters: other.countParameters(),
    };
    other.dispose();
  }
  live.finish();
  return outcomes;
}

// %%
const ablations: Record<string, Variant> = {
  "RMS norm": { norm: "rms" },
  "without norms": { norm: "none" },
  "without residuals": { residual: false },
  "post-norm": { normPlacement: "post" },
  "post-norm, 1/5 learning rate": { normPlacement: "post", learningRate: 1e-3 },
};
const wholeName = "the whole block (pre-norm)";
const apart = new LiveComparison([wholeName, ...Object.keys(ablations)], {
  title: "One thing changed at a time",
});
apart.add(wholeName, losses);
const outcome = await compare(ablations, steps(300), apart);

// %%
const counts = new Map<number, number>();
for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
const shares = [...counts.values()].map((count) => count / ids.length);
const letters = -shares.reduce((sum, share) => sum + share * Math.log(share), 0); // entropy, in nats
console.log(`${whole.toFixed(2)}  ${wholeName}`);
for (const [name, { heldOut }] of Object.entries(outcome)) console.log(`${heldOut.toFixed(2)}  ${name}`);
console.log(`${letters.toFixed(2)}  (whoever knows how frequent each letter is, and nothing else)`);
const band = (from: number, to: number, ifNot: string) => ({ from, to, ifNot });
const far = "was it stopped early?";
shouldSee("RMS norm", outcome["RMS norm"].heldOut, band(1.85, 2.1, far));
shouldSee("without norms", outcome["without norms"].heldOut, band(2.1, 2.5, far));
const out = "is it really out?";
shouldSee("without residuals", outcome["without residuals"].heldOut, band(3, 3.15, out));
shouldSee("post-norm", outcome["post-norm"].heldOut, band(3, 3.15, "is the norm after it?"));

// %% [markdown]
// Is that true, or luck? We trained each of them with three seeds, that is with other first weights and other batches.
// These are the lowest and the highest held-out loss of the three:
//
// | | three seeds |
// |---|---|
// | the whole block | 1.92 to 1.93 |
// | RMS norm in place of layer norm | 1.93 to 1.95 |
// | without norms | 2.24 to 2.30 |
// | without residuals | 3.07 |
// | post-norm | 3.07 |
// | post-norm, a fifth of the learning rate | 2.62 to 2.68 |
//
// - **Residuals** are what depth stands on. Without them eight blocks learn how frequent each letter is, and stop.
// - **Norms** are not what keeps this model alive. Without them it begins late and stays behind. (Larger models, and
//   larger learning rates, are said to come apart without them. Ours did not, so we can't show it.)
// - **Layer norm or RMS norm?** RMS norm was behind in each of three seeds, by 0.01 to 0.02. Three coins fall on the
//   same side one time in four: that is a hint, no proof. And it would be very little. RMS norm is simpler, so most
//   models have it now.
// - **Pre-norm or post-norm?** At this learning rate post-norm learns nothing but letters. At a fifth of it, it does
//   learn. Xiong and others explained that in 2020: post-norm needs gentle first steps. Pre-norm forgives.
//
// ## ReLU, GELU or SwiGLU?
//
// Three feed-forward layers with exactly as many parameters: 192 inner features for ReLU and GELU, 128 for SwiGLU with
// its three matrices. Two blocks, 48 features, no biases. What the textbooks say: SwiGLU before GELU before ReLU.

// %%
const small = { layers: 2, hiddenSize: 48, heads: 3, biases: false };
const activations: Record<string, Variant> = {
  ReLU: { ...small, feedForward: "relu", innerSize: 192 },
  GELU: { ...small, feedForward: "gelu", innerSize: 192 },
  SwiGLU: { ...small, feedForward: "swiglu", innerSize: 128 },
};
const kinds = Object.keys(activations);
const asGPT2 = await compare(activations, steps(400), new LiveComparison(kinds, {
  title: "Three activations, GPT-2's first weights",
}));
console.log(Object.entries(asGPT2).map(([name, { heldOut, parameters }]) =>
  `${name}: ${heldOut.toFixed(2)} (${parameters} parameters)`).join("\n"));

// %% [markdown]
// The other way round! And it is no accident: over three seeds ReLU came to 1.29 to 1.44, SwiGLU to 1.89 to 2.10. The gap
// is larger than anything that seeds did. Look where the curves part: at the very beginning. What is special there?
// GPT-2 draws its first weights with a standard deviation of 0.02, which is meant for 768 features and more. The norm
// hands on numbers of size 1; with 48 of them, what reaches the bend has a size of about 0.02 · √48 = 0.14. Let us look at
// the three bends through a magnifying glass. Guess before you run it: what do they look like so close to 0?

// %%
await showBends("The same three bends, close to 0", 0.3);

// %% [markdown]
// ReLU's corner is as sharp here as from afar. GELU and SiLU are nearly straight: they hardly bend anything. And SwiGLU
// multiplies two small numbers, so that its whole layer hardly says anything.
//
// Is that the cause? A guess can be tested. Draw the weights in front of the bend with a standard deviation of 1/√48, so
// that it is reached by numbers of size 1, and change nothing else.

// %%
const wider = (other: GPT): void => { // c_fc is W₁, and SwiGLU's W_up; c_gate is its W_gate
  const state = Object.entries(other.stateDict()).map(([name, weight]) =>
    [name, /c_fc|c_gate/.test(name) ? tf.mul(weight, 1 / Math.sqrt(48) / 0.02) : weight] as const);
  other.loadStateDict(Object.fromEntries(state));
};
const started = kinds.map((name) => [name, { ...activations[name], start: wider }]);
const asOne = await compare(Object.fromEntries(started), steps(400), new LiveComparison(kinds, {
  title: "The same, with first weights of size 1/√48",
}));

// %%
show(groupedBars([
  { name: "first weights 0.02", values: kinds.map((name) => asGPT2[name].heldOut) },
  { name: "first weights 1/√48", values: kinds.map((name) => asOne[name].heldOut) },
], kinds, { title: "Held-out loss after 400 steps", y: "nats per token" }));
const lead = ({ ReLU, SwiGLU }: Record<string, Outcome>): number => ReLU.heldOut - SwiGLU.heldOut;
shouldSee("SwiGLU's lead over ReLU, first weights 0.02", lead(asGPT2), band(-1.1, -0.25, far));
shouldSee("SwiGLU's lead over ReLU, first weights 1/√48", lead(asOne), band(0.1, 0.6, far));

// %% [markdown]
// ReLU is where it was. GELU has drawn level, SwiGLU has passed both. What had looked like a difference between
// activations was a difference between *starts*. Lowest and highest of three seeds:
//
// | | first weights 0.02 | first weights 1/√48 |
// |---|---|---|
// | ReLU | 1.29 to 1.44 | 1.27 to 1.34 |
// | GELU | 1.47 to 1.55 | 1.23 to 1.33 |
// | SwiGLU | 1.89 to 2.10 | 0.93 to 1.05 |
//
// How sure is that? Compare each difference with how far seeds lie apart. On the right, SwiGLU's worst seed is 0.22 ahead
// of ReLU's best, and no row's seeds are farther than 0.12 apart: believe it, for this size and these 400 steps. GELU
// against ReLU: the ranges overlap, and GELU was behind in one seed. **That is noise**, and one seed alone would have
// told you a story.
//
// Does time heal a bad start? With first weights of 0.02, 1600 steps and two seeds, we found 0.50 (ReLU), 0.50 to 0.51
// (GELU) and 0.57 (SwiGLU). GELU has caught up, SwiGLU nearly.
//
// ## Deep or wide?
//
// About 105 thousand parameters can be one block of 90 features, or eight of 32. Guess: which learns fastest? And which
// of them takes longest for a step?

// %%
const shapes: Record<string, Variant> = {
  "1 block of 90": { layers: 1, hiddenSize: 90 },
  "2 blocks of 64": { layers: 2, hiddenSize: 64 },
  "4 blocks of 46": { layers: 4, hiddenSize: 46 },
};
const deepest = "8 blocks of 32";
const deepOrWide = new LiveComparison([...Object.keys(shapes), deepest], { title: "Deep or wide" });
deepOrWide.add(deepest, losses);
const byShape = await compare(shapes, steps(300), deepOrWide);

// %%
const { milliseconds } = outcome["post-norm"]; // the same work; the session's first run would be too slow
byShape[deepest] = { heldOut: whole, milliseconds, parameters: model.countParameters() };
show(bars(Object.values(byShape).map(({ milliseconds }) => milliseconds), Object.keys(byShape), {
  title: "What one step costs, at equal parameters", y: "milliseconds a step",
}));
for (const [name, { heldOut, parameters }] of Object.entries(byShape)) {
  console.log(`${heldOut.toFixed(2)}  ${name}, ${parameters} parameters`);
}
const ahead = whole - byShape["1 block of 90"].heldOut;
shouldSee("how far one block is ahead of eight", ahead, band(0.6, 1.1, far));

// %% [markdown]
// The wide one learns fastest. In three seeds: 1.09 to 1.11 (1 block), 1.41 to 1.49 (2), 1.77 to 1.81 (4), 1.92 to 1.93
// (8). That is far more than seeds do. And its steps are the cheapest: blocks have to wait for each other, features
// don't.
//
// So are deep models a mistake? Careful: these were the first 300 steps. With 1200 steps, in three seeds, 1 block came
// to 0.52 to 0.53, 2 blocks to 0.51 to 0.53, and 4 blocks to 0.58 to 0.59. One block's lead over two is gone, and four
// have nearly caught up. Which shape is best in the end, on a larger text? This lesson can't tell you: what a
// minute shows is who starts fastest.
//
// **What you should see.** Norms that don't notice a factor of 10; one output of five that changes; a held-out loss of
// about 1.9 for the whole block and 3.07, letter frequencies, without residuals; gradients that lose five zeros a block
// without residuals and norms; SwiGLU last with first weights of 0.02 and first with 1/√48. *Yours differs?* If the
// whole block stays at 3.07, look at your `preNormBlock`: is anything added?
//
// ## Recall
//
// Answer before you open them, without scrolling up.
//
// 1. Every feature of a token gets 5 added. One of the two norms can't see it. Which, and why?
// <details><summary>Answer</summary>
// Layer norm: it subtracts the mean, and the mean has grown by 5 too. RMS norm only divides.
// </details>
//
// 2. Without residuals, norms kept the gradient large, and yet the model learned nothing but letter frequencies. What
// had it lost?
// <details><summary>Answer</summary>
// What stands where. Every place held a mean of means, and its own character had no influence on its own vector.
// </details>
//
// 3. A friend reports that activation A beats activation B, 1.25 to 1.27. What do you ask?
// <details><summary>Answer</summary>
// How many seeds, and how far apart they are. Whether both had as many parameters. Whether the first weights suit both.
// And after how many steps.
// </details>
//
// ## Where to read on
//
// - He et al., *Deep Residual Learning for Image Recognition* (2015): adding x, which made 100 layers possible.
// - Ba, Kiros and Hinton, *Layer Normalization* (2016), and Zhang and Sennrich, *Root Mean Square Layer Normalization*
//   (2019), who ask whether the mean was ever needed.
// - Xiong et al., *On Layer Normalization in the Transformer Architecture* (2020): why post-norm needs a warm-up.
// - Shazeer, *GLU Variants Improve Transformer* (2020): a few pages on gates. It ends by crediting divine benevolence.
// - Elhage et al., *A Mathematical Framework for Transformer Circuits* (2021): the residual stream as a shared channel.
// - Dong, Cordonnier and Loukas, *Attention Is Not All You Need* (2021): the means of means, proved.
// - The code behind this lesson: [lib/block/wiring.ts](../lib/block/wiring.ts), which is your block, and
//   [lib/tensor/rmsNorm.ts](../lib/tensor/rmsNorm.ts).
// - Next: [07 · mini-GPT](07-mini-gpt.ipynb), where your block learns Shakespeare.
