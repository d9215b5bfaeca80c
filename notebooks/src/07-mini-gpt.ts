// ---
// jupyter:
//   kernelspec:
//     display_name: TypeScript (tslab)
//     language: typescript
//     name: tslab
// ---

// %% [markdown]
// # 07 · mini-GPT
//
// Today the pieces become a language model. You will build a GPT, train it on real text with **your own** attention and
// block inside, and watch it learn to spell, then to write words, then to put them into a play.
//
// **After this lesson you can**
// - write the whole forward pass of a decoder-only model, and say what each line is for;
// - train it, stop it, and read its loss: against chance, against the best that is possible;
// - count the parameters of GPT-1, GPT-2 and GPT-3 from four numbers each;
// - compare models that cut text into different pieces, by bits per byte;
// - say where the time of a training step goes, and what a graph saves;
// - look inside: what its heads attend to, what its unembedding has learned.
//
// *From lesson 06:* without residuals, norms kept the gradient large, and yet the model learned nothing but letter
// frequencies. What had it lost? Say it aloud before you open this.
// <details><summary>Answer</summary>
// What stands where. Every place held a mean of means, and its own character had next to no influence on its own vector.
// </details>
//
// Reading and doing: about 50 minutes. Waiting: not quite two minutes, nearly all of it in three training runs.

// %%
import * as tf from "@tensorflow/tfjs-core";
import {
  adamW, applyTemperature, attentionMaps, bars, bitsPerByte, BPETokenizer, causalMask, CharTokenizer, compile, crossEntropy,
  embeddedCorpus, Embedding, embedding, evaluate, functionalCall, gelu, generate, generateStream, GPT, initialMoments,
  LayerNorm, layerNorm, Linear, LiveLossCurve, loadTinyShakespeare, loadTokenizer, Module, Moments, MultiHeadAttention,
  nextTokenBars, Parameters, perplexity, plainParts, probabilities, Random, randomBatch, show, splitText, splitTokens,
  TextStream, tokenBoundaries, topK, train, trainingStep, TrainingStep, useEngine, warmupCosine,
} from "byhand";
import { check, hint, mine, shouldSee, steps } from "byhand-course";

console.log(String(await useEngine()));

// %% [markdown]
// ## The idea in a picture
//
// ```
//   "To be or no"  →  ids
//     x = E[ids] + P[0, 1, 2, …]            what it is, and where it stands
//     four times:
//       x = x + attention(norm(x))          look back at earlier characters
//       x = x + feedForward(norm(x))        think about what was found, each alone
//     scores = norm(x) · Eᵀ                 one for every possible next character
// ```
//
// The vector `x` of each position flows straight through: every block only *adds* to it. That is the **residual
// stream**.
//
// ## Text, as numbers

// %%
const corpus = await loadTinyShakespeare();
console.log(corpus.message);
console.log(corpus.text.slice(0, 200));

// %%
const tokenizer = CharTokenizer.train(corpus.text);
const ids = Int32Array.from(tokenizer.encode(corpus.text));
const { train: most, test } = splitTokens(ids, { validation: 0, test: 0.1 }); // the last tenth is held out
const data = { validation: most.slice(0, 20_000), train: most.slice(20_000), test };
console.log(`${ids.length} characters, ${tokenizer.vocabularySize} different ones`);
console.log(
  `train ${data.train.length}, validation ${data.validation.length}, held out for the end ${data.test.length}`,
);
console.log(`"To be" → [${tokenizer.encode("To be").join(", ")}]`);

// %% [markdown]
// The three parts are cut in one piece each, not by picking characters at random. Why? Because a held-out character
// whose neighbours were trained on is hardly held out. Where one cuts matters too: we once took the validation text
// from just before the held-out tenth, and the final loss rose from 1.77 to 1.86. That piece is the beginning of *The
// Taming of the Shrew*, and most of the rest is in the held-out tenth: without it, the model had not met Petruchio
// once.
//
// ## What is the task?
//
// At *every* position, name the next character. So the targets are the inputs, moved by one:
//
// | position | 0 | 1 | 2 | 3 |
// |---|---|---|---|---|
// | input | h | e | l | l |
// | target | e | l | l | o |
//
// One text of 64 characters is 64 questions at once. The causal mask makes that fair: position 1 can't see the `l` it is
// asked for.
//
// **Your turn.** Write `shiftedTargets` in [exercises/07-mini-gpt.ts](../exercises/07-mini-gpt.ts), save, and run this
// cell. It reads the file anew each time.

// %%
await check("shiftedTargets");

// %%
await hint("shiftedTargets");

// %% [markdown]
// ## The model, cell by cell
//
// Five numbers describe a GPT:

// %%
const config = {
  vocabularySize: tokenizer.vocabularySize,
  contextLength: 64,
  hiddenSize: 128,
  layers: 4,
  heads: 4,
};
const random = new Random(1);

// %% [markdown]
// **First, no attention at all.** Look up a vector for each character, and compare it with the vector of every
// character: the scores. The same table serves both ways (the unembedding is *tied* to the embedding).
//
// Guess first: what is the loss of a model that knows nothing?
// <details><summary>Then look</summary>
// Every one of V characters gets the same probability 1/V, so the loss is ln V: 4.17 for 65 characters.
// </details>

// %%
const E = new Embedding(config.vocabularySize, config.hiddenSize, { deviation: 0.02, random });

const untrained = tf.tidy(() => {
  const inputs = tf.tensor2d(data.train.slice(0, 64), [1, 64], "int32");
  const targets = tf.tensor2d(data.train.slice(1, 65), [1, 64], "int32");
  const x = embedding(E.weight.value, inputs); // [1, 64, 128]
  const logits = tf.matMul(tf.reshape(x, [64, 128]), tf.transpose(E.weight.value)); // [64, vocabulary]
  return crossEntropy(logits, tf.reshape(targets, [64]));
});
const chance = Math.log(config.vocabularySize);
console.log(`ln V = ${chance.toFixed(3)}`);
shouldSee("loss of an untrained look-up", (await untrained.data())[0], {
  from: chance - 0.1,
  to: chance + 0.1,
  ifNot: "the table's first values are too large: they should be about 0.02",
});

// %% [markdown]
// **The feed-forward layer** of lesson 06: each position alone, widened four times, bent by GELU, and narrowed again.

// %%
class FeedForward extends Module {
  c_fc = new Linear(config.hiddenSize, 4 * config.hiddenSize, { deviation: 0.02, random });
  c_proj = new Linear(4 * config.hiddenSize, config.hiddenSize, { deviation: 0.02, random });

  forward(x: tf.Tensor): tf.Tensor {
    return this.c_proj.forward(gelu(this.c_fc.forward(x))); // [batch, time, 128] → [.., 512] → [.., 128]
  }
}

// %% [markdown]
// **The block**: norm, attention, add; norm, feed-forward, add. The odd names (`ln_1`, `c_fc`) are those of the
// published GPT-2 checkpoints, so that their weights fit without a table of renames.

// %%
const norm = (x: tf.Tensor, { weight, bias }: LayerNorm): tf.Tensor => layerNorm(x, weight.value, bias!.value);

class Block extends Module {
  ln_1 = new LayerNorm(config.hiddenSize);
  attn = new MultiHeadAttention(config, { random });
  ln_2 = new LayerNorm(config.hiddenSize);
  mlp = new FeedForward();

  forward(x: tf.Tensor, mask: tf.Tensor): tf.Tensor {
    const { ln_1, attn, ln_2, mlp } = this;
    x = tf.add(x, attn.forward(norm(x, ln_1), { mask }).output);
    return tf.add(x, mlp.forward(norm(x, ln_2)));
  }
}

// %% [markdown]
// **The model**: characters and positions in, blocks, a last norm, scores out. The next cell has it, but don't scroll
// yet. **Your turn:** write `gptLogits`, from the picture at the beginning; the blocks and the norm are handed to you.
//
// Guess: what would the model lose, if the positions were left out?
// <details><summary>Then look</summary>
// Nearly all sense of order. Attention compares vectors, wherever they stand: without P, what it finds for "dog" is the
// same in "dog bites man" and "man bites dog". Only the mask still tells earlier from later.
// </details>

// %%
await check("gptLogits");

// %%
await hint("gptLogits");

// %% [markdown]
// And here it is, with the modules from above in their places:

// %%
class Transformer extends Module {
  wte = E; // token embeddings
  wpe = new Embedding(config.contextLength, config.hiddenSize, { deviation: 0.02, random }); // position embeddings
  h = Array.from({ length: config.layers }, () => new Block());
  ln_f = new LayerNorm(config.hiddenSize);
}

class MiniGPT extends Module {
  transformer = new Transformer();

  forward(ids: tf.Tensor2D): tf.Tensor {
    const { wte, wpe, h, ln_f } = this.transformer;
    const [batch, time] = ids.shape;
    const positions = tf.slice(wpe.weight.value, [0, 0], [time, config.hiddenSize]);
    let x = tf.add(embedding(wte.weight.value, ids), positions); // [batch, time, hidden]
    for (const block of h) x = block.forward(x, causalMask(time));
    x = norm(x, ln_f);
    const logits = tf.matMul(
      tf.reshape(x, [batch * time, config.hiddenSize]),
      wte.weight.value,
      false,
      true,
    );
    return tf.reshape(logits, [batch, time, config.vocabularySize]);
  }
}
const miniGPT = new MiniGPT();
console.log(`${miniGPT.countParameters().toLocaleString("en")} parameters`);

// %% [markdown]
// That is all of GPT-2, in under fifty lines on top of attention and layer norm. Nothing is taken on trust: here is
// the library's `GPT` with its own random weights. We hand its weights to yours. If you two compute the same thing,
// the scores agree.

// %%
const reference = new GPT(config, { seed: 7 });
miniGPT.loadStateDict(reference.stateDict());
const difference = tf.tidy(() => {
  const text = tf.tensor2d(data.train.slice(0, 2 * 64), [2, 64], "int32");
  return tf.max(tf.abs(tf.sub(miniGPT.forward(text), reference.forward(text).logits)));
});
shouldSee("largest difference of two scores", (await difference.data())[0], {
  from: 0,
  to: 1e-4,
  ifNot: "one of the cells above is not what the library does: compare them line by line",
});

// %% [markdown]
// ## Where are the parameters?
//
// Guess: of a GPT's parameters, which share sits in attention, and which in the feed-forward layers?

// %%
type Sizes = { vocabulary: number; context: number; hidden: number; layers: number };

function parameterCount({ vocabulary: V, context: T, hidden: h, layers: L }: Sizes) {
  const attention = L * (4 * h * h + 4 * h); // three projections and the output's, with biases
  const feedForward = L * (8 * h * h + 5 * h); // h → 4h → h, with biases
  const norms = L * 4 * h + 2 * h;
  return { embeddings: V * h + T * h, attention, feedForward, norms };
}

const models: [name: string, published: string, sizes: Sizes][] = [
  ["this lesson", "—", { vocabulary: config.vocabularySize, context: 64, hidden: 128, layers: 4 }],
  ["GPT-1, 2018", "117 M", { vocabulary: 40478, context: 512, hidden: 768, layers: 12 }],
  ["GPT-2 small, 2019", "124 M", { vocabulary: 50257, context: 1024, hidden: 768, layers: 12 }],
  ["GPT-2 XL, 2019", "1.5 B", { vocabulary: 50257, context: 1024, hidden: 1600, layers: 48 }],
  ["GPT-3, 2020", "175 B", { vocabulary: 50257, context: 2048, hidden: 12288, layers: 96 }],
];
console.log("model                 parameters  published  embeddings  attention  feed-forward");
for (const [name, published, sizes] of models) {
  const { embeddings, attention, feedForward, norms } = parameterCount(sizes);
  const total = embeddings + attention + feedForward + norms;
  const [e, a, f] = [embeddings, attention, feedForward].map((part) => `${((100 * part) / total).toFixed(0)} %`);
  const count = total.toLocaleString("en").padStart(15);
  console.log(`${name.padEnd(17)}${count}${published.padStart(11)}${e.padStart(12)}${a.padStart(11)}${f.padStart(14)}`);
}
const { embeddings, attention, feedForward, norms } = parameterCount(models[0][2]);
shouldSee("our count less the model's own", embeddings + attention + feedForward + norms - miniGPT.countParameters(), {
  from: 0,
  to: 0,
  ifNot: "a bias or a norm was forgotten",
});

// %% [markdown]
// Twice as many sit in the feed-forward layers as in attention. (And the number of heads? It doesn't count: heads
// only cut the same h features up.)
//
// (GPT-2 small was announced with 117 M; its released file holds 124 M. GPT-1 has no final norm: take 1,536 from our
// count for it. Sources: Radford et al. 2018 and 2019, Brown et al. 2020, table 2.1.)
//
// ## Your turn: two parts of the run
//
// - `trainingStep` is one step of learning: gradients, clipping, update.
// - `samplingStep` turns scores into the next character: **your** model will write with it.

// %%
await check("trainingStep");

// %%
await check("samplingStep");

// %%
await hint("trainingStep");

// %% [markdown]
// ## Your code in the model
//
// `mine(…)` gives your function once it passes, and the library's until then: attention from lesson 05, the block from
// lesson 06. Now it is your code that runs the model:

// %%
const gpt = new GPT(config, {
  seed: 1,
  parts: {
    scaledDotProductAttention: await mine("scaledDotProductAttention"),
    causalMask: await mine("causalMask"),
    splitHeads: await mine("splitHeads"),
    mergeHeads: await mine("mergeHeads"),
    layerNorm: await mine("layerNorm"),
    feedForward: await mine("feedForward"),
    preNormBlock: await mine("preNormBlock"),
  },
});

const samplingStep = await mine("samplingStep");

async function writeText(beginning: string, length = 100): Promise<string> {
  const continuation = await generate(gpt, tokenizer.encode(beginning), {
    maxNewTokens: length,
    seed: 3,
    choose: (scores, random) => samplingStep(scores, { temperature: 0.8, topK: 20 }, random.uniform()).id,
  });
  return beginning + tokenizer.decode(continuation);
}
const beginning = corpus.text.slice(0, 6); // the first few characters, whichever corpus it is
console.log(await writeText(beginning));

// %% [markdown]
// That is **before** training: noise. Now 2000 steps of 12 × 64 characters. After a fifth of them it writes once
// more, so that you see it on its way, and its loss is taken down, for later. Press **Stop** (■) whenever you like:
// nothing is lost, and running the cell again goes on from there.
//
// Guess before it runs: what will it have learned first: words, spaces, or the names of the people in the play?

// %%
const total = steps(2000);
const options = {
  batchSize: 12,
  learningRate: 3e-3,
  warmup: Math.ceil(total / 20),
  weightDecay: 0.1,
  clip: 1,
  seed: 1,
  evaluateEvery: Math.ceil(total / 10),
};
const early = Math.ceil(total / 5);
let stopped = false; // true while a run that was stopped waits to go on
let onTheWay = "";
let earlyLoss = NaN;

// %% tags=["stop-here"]
const live = new LiveLossCurve({ steps: total, floor: corpus.entropyPerCharacter });
const result = await train(gpt, data, {
  ...options,
  steps: total,
  checkpoint: { directory: "../.cache/checkpoints/07-mini-gpt", resume: stopped },
  onProgress: async (progress) => {
    live.update(progress);
    if (progress.step !== early || onTheWay !== "") return;
    onTheWay = await writeText(beginning, 150);
    earlyLoss = await evaluate(gpt, data.test, { batchSize: 32 });
  },
});
live.finish();
stopped = result.stopped;
console.log(
  stopped
    ? `stopped after ${result.steps} of ${total} steps: run this cell again to go on`
    : `${result.steps} steps in ${result.seconds.toFixed(0)} s, ${Math.round(result.tokensPerSecond)} tokens per second`,
);

// %%
const atTheEnd = await writeText(beginning, 300);
console.log(`--- after ${early} steps\n${onTheWay}\n`);
console.log(`--- after ${result.steps} steps\n${atTheEnd}`);

// %% [markdown]
// ## How good is it?
//
// The judge is text that the model has never seen: the whole held-out tenth, dropout off, every character counted
// once. Loss is in nats; its exponential is the **perplexity**: between how many equally likely characters is it
// torn? Guess: a model scores two batches, 100 characters at loss 1 and 10 at loss 3. What is the perplexity of all
// 110?
// <details><summary>Then look</summary>
// The mean loss per character is (100·1 + 10·3) / 110 = 1.18, so e^1.18 ≈ 3.26. It is not the mean of two perplexities.
// </details>
//
// **Your turn:** `perplexity`.

// %%
await check("perplexity");

// %%
const heldOut = await evaluate(gpt, data.test, { batchSize: 32 });
console.log(
  `perplexity ${perplexity(heldOut).toFixed(2)}: as unsure as between that many equally likely characters`,
);
shouldSee(
  "mean loss on the held-out tenth",
  heldOut,
  corpus.entropyPerCharacter === undefined
    ? {
        from: 1.65,
        to: 1.8,
        ifNot:
          "above: was it stopped early, or is a part not what it should be? below: does the mask leak?",
      }
    : {
        from: corpus.entropyPerCharacter - 0.01,
        to: corpus.entropyPerCharacter + 0.2,
        ifNot: "above: was it stopped early? below the floor: it sees what it should predict",
      },
);

// %% [markdown]
// **What you should see** (2000 steps on tiny Shakespeare; measured for three seeds, see the README)
//
// | | |
// |---|---|
// | at the start | 4.2, which is ln 65: chance |
// | after 100 steps | about 2.5: letter frequencies and common pairs |
// | after 500 steps | about 2.0: words |
// | at the end, held out | 1.65 to 1.80: names in capitals, lines, something like English |
// | byte pairs, 400 steps, further below | 0.4 bits per byte fewer than the characters at that step |
//
// *Is yours higher?* Was the run stopped early? Is dropout on while evaluating? *Far lower, below 1?* Then the model
// sees the answers: look at the causal mask and at the targets. *Not a number?* The learning rate is too high, or
// softmax overflowed.
//
// ## Reading its mind: the next character
//
// Inside a word often one character is nearly certain; at the beginning of the next one many are possible. That is as
// it should be: a good model is not always sure, it is sure *when it can be*. The text ends with a space here:

// %%
async function nextScores(text: string): Promise<Float32Array> {
  const time = text.length;
  const last = tf.tidy(() =>
    tf.slice(gpt.forward([tokenizer.encode(text)]).logits, [0, time - 1, 0], [1, 1, -1]),
  );
  const scores = (await last.data()) as Float32Array;
  last.dispose();
  return scores;
}
const characters = Array.from({ length: tokenizer.vocabularySize }, (_, id) =>
  tokenizer.token(id),
);
const space = corpus.text.indexOf(" ", 60); // somewhere in the first sentences
const context = corpus.text.slice(space - 40, space + 1); // what begins the next word?
const scores = await nextScores(context);
show(nextTokenBars(probabilities(scores), characters, { top: 10 }));
console.log(JSON.stringify(context));

// %% [markdown]
// **Temperature** divides the scores before the softmax: below 1 the likely gets likelier, above 1 all get closer.
// **Top-k** keeps the k best and forgets the others. Lesson 08 is about such choices; your `samplingStep` already
// makes them.

// %%
const sharpened = topK(applyTemperature(scores, 0.5), 5);
show(nextTokenBars(probabilities(sharpened), characters, { top: 10 }));

// %%
for (const temperature of [0.2, 0.8, 1.5]) {
  const more = await generate(gpt, tokenizer.encode(context), {
    maxNewTokens: 120,
    temperature,
    seed: 5,
  });
  console.log(`--- temperature ${temperature}\n${context}${tokenizer.decode(more)}\n`);
}

// %% [markdown]
// Guess: why does a very low temperature so often run in circles?
// <details><summary>Then look</summary>
// It nearly always takes the likeliest character. Once the text repeats itself, what is likeliest is the repetition.
// </details>
//
// ## Reading its mind: attention
//
// Four layers with four heads each. Look for heads that look one character back, for heads that look at the beginning
// of the word, and for heads that look at line ends.

// %%
const shown = context.slice(-16);
const looked = tf.tidy(() =>
  gpt.forward([tokenizer.encode(shown)]).attentions.map((a) => tf.squeeze(a, [0])),
);
const maps = (await Promise.all(looked.map((layer) => layer.array()))) as number[][][][]; // [layer][head][query][key]
tf.dispose(looked);
show(attentionMaps(maps, [...shown], { title: "What each head attends to" }));

// %%
const oneBack = maps.map((heads) =>
  heads.map((head) => {
    const previous = head.slice(1).map((row, i) => row[i]); // weight on the character before
    return previous.reduce((a, b) => a + b) / previous.length;
  }),
);
const strongest = oneBack
  .flatMap((heads, layer) => heads.map((weight, head) => ({ weight, layer, head })))
  .sort((a, b) => b.weight - a.weight)[0];
console.log(
  `layer ${strongest.layer}, head ${strongest.head} looks one character back with ` +
    `${(100 * strongest.weight).toFixed(0)} % of its weight`,
);

// %% [markdown]
// ## Reading its mind: the unembedding
//
// The table `E` turns characters into vectors, and vectors into scores. Characters that are used alike should have got
// vectors that point the same way. Guess which letter is nearest to `a`, and what is nearest to `.`.

// %%
const table = gpt.transformer.wte.weight.value;
const unit = tf.tidy(() => tf.div(table, tf.norm(table, "euclidean", 1, true)));
const cosine = (await tf
  .matMul(unit as tf.Tensor2D, unit as tf.Tensor2D, false, true)
  .array()) as number[][];
for (const character of ["a", "t", "A", ".", " "].filter((c) => characters.includes(c))) {
  const own = characters.indexOf(character);
  const nearest = cosine[own]
    .map((similarity, id) => ({ similarity, id }))
    .filter(({ id }) => id !== own)
    .sort((a, b) => b.similarity - a.similarity)
    .slice(0, 4);
  console.log(
    `${JSON.stringify(character)} is nearest to ` +
      nearest
        .map(
          ({ similarity, id }) =>
            `${JSON.stringify(characters[id])} (${similarity.toFixed(2)})`,
        )
        .join(", "),
  );
}

// %% [markdown]
// ## The same play in larger pieces
//
// A character is a small piece. Published models read **tokens** of several characters, mostly made by **byte-pair
// encoding**: begin with the 256 bytes, join the two neighbours that occur most often into a new token, and again, until
// the vocabulary is full. (In the finished course lesson 03 takes it apart.)
//
// Guess: should it count its pairs in the whole play, or in the training part alone?
// <details><summary>Then look</summary>
// In the training part. Held-out text that helped to choose the tokens is cut into fewer pieces that fit it: its loss
// would be flattered. (The characters' tokenizer did see it all, since it refuses characters that it doesn't know. But
// it counts nothing.)
// </details>

// %%
const pieces = splitText(corpus.text, { validation: 0, test: 0.1 }); // cut where the characters' ids were cut
const [trainText, testText] = [pieces.train.slice(20_000), pieces.test];
const bpe = BPETokenizer.train(trainText, { vocabularySize: 512 });
const [bpeTrain, bpeTest] = [trainText, testText].map((text) => Int32Array.from(bpe.encode(text)));
const testBytes = new TextEncoder().encode(testText).length;
const named = (ids: number[]): string => ids.map((id) => JSON.stringify(bpe.token(id))).join(" ");
console.log(`first merges ${named([256, 257, 258, 259, 260, 261])}, last ones ${named([508, 509, 510, 511])}`);
console.log(`held out: ${testText.length} characters → ${bpeTest.length} tokens`);
console.log(`${512 - new Set(bpeTrain).size} of 512 tokens never occur: bytes of other scripts, for whatever text may come`);

const from = testText.indexOf("\n\n", 3000) + 2; // where somebody begins to speak
const passage = testText.slice(from, from + 130);
show(tokenBoundaries([
  { name: "characters", tokens: [...passage] },
  { name: "byte pairs", tokens: bpe.encode(passage).map((id) => bpe.token(id)) },
], { title: "The same text, cut by two tokenizers" }));

// %% [markdown]
// Now the same model learns from these pieces: as many layers and features, 12 × 64 tokens in each step. It makes as
// many steps as the big run had made when its loss was taken down, and its learning rate ends where that of the big run
// was. (A rate that has come down to its end by then would flatter it a little.)
//
// Guess: at that step, whose loss is lower, that of the characters or that of the byte pairs? And which model is better?

// %%
const bpeModel = new GPT({ ...config, vocabularySize: bpe.vocabularySize }, { seed: 1, parts: gpt.parts });
const schedule = warmupCosine({
  peak: options.learningRate, warmup: options.warmup, total, floor: options.learningRate / 10,
});
const bpeLive = new LiveLossCurve({ steps: early });
await train(bpeModel, { train: bpeTrain }, {
  ...options,
  steps: early,
  finalLearningRate: schedule(early), // where the big run was
  onProgress: (progress) => bpeLive.update(progress),
});
bpeLive.finish();

// %% [markdown]
// The loss of a token can't be compared. The one model is asked *which of 65*, the other *which of 512*, and the other's
// answer is worth nearly two characters. What can be compared is the whole text: how many **bits** does the model need
// to write it down, for each of its **bytes**?
//
// `bits per byte = mean loss · tokens / (bytes · ln 2)`
//
// Guess from the curve above, with 1.9 characters to a token: what will it be for the byte pairs?

// %%
const bpeLoss = await evaluate(bpeModel, bpeTest, { batchSize: 32 });
const bits = (loss: number, tokens: number): number =>
  bitsPerByte(loss * (tokens - 1), testBytes - 1); // the first token is not predicted
const rows: [name: string, loss: number, tokens: number][] = [
  [`characters, ${early} steps`, earlyLoss, data.test.length],
  [`byte pairs, ${early} steps`, bpeLoss, bpeTest.length],
  [`characters, ${result.steps} steps`, heldOut, data.test.length],
];
console.log("held-out tenth            loss per token   tokens   bits per byte");
for (const [name, loss, tokens] of rows.filter(([, loss]) => !Number.isNaN(loss))) {
  const [nats, perByte] = [loss, bits(loss, tokens)].map((figure) => figure.toFixed(3));
  console.log(name.padEnd(26) + nats.padStart(14) + String(tokens).padStart(9) + perByte.padStart(16));
}
if (Number.isNaN(earlyLoss)) {
  console.log(`The big run was stopped before step ${early}: let it go on, then run this cell again.`);
} else {
  const lead = bits(earlyLoss, data.test.length) - bits(bpeLoss, bpeTest.length);
  shouldSee("bits per byte that the larger pieces save", lead, {
    ...(corpus.entropyPerCharacter === undefined ? { from: 0.3, to: 0.5 } : { from: 0.5, to: 1 }),
    ifNot: "was one of the two runs stopped early, or made with other options?",
  });
}

// %% [markdown]
// The higher loss belongs to the better model. 2.9 bits per byte are 2.0 nats for each character: look in the big run's
// curve when the characters came there. After some 800 steps, twice as many. Two reasons: 768 tokens show the model nearly
// twice as much text in a step, and what its tokens spell out it needn't learn to spell.
//
// A third could be that 64 tokens let it see twice as far back. Guess: how much of the lead is that? Measure: cut the
// held-out text into windows that hold as many *characters* as the other model sees.

// %%
const asFar = Math.max(2, Math.round((config.contextLength * bpeTest.length) / data.test.length));
const shortSighted = await evaluate(bpeModel, bpeTest, { batchSize: 32, contextLength: asFar });
console.log(`windows of ${asFar} tokens: ${bits(shortSighted, bpeTest.length).toFixed(3)} bits per byte`);
const saved = bits(shortSighted, bpeTest.length) - bits(bpeLoss, bpeTest.length);
shouldSee("bits per byte that the longer view saves", saved, {
  from: -0.03,
  to: 0.1,
  ifNot: "was the model stopped early?",
});

// %% [markdown]
// Next to nothing, so early in its life. (Only later do models learn to use what lies far back.) One advantage remains:
// its table of embeddings has 512 rows where the other has 65, so it has 7 % more parameters.
//
// Does it write? Text appears token by token, and with bytes that needs care: "€" has three, and may come in three
// tokens. A **streaming decoder** holds bytes back until they are a character.

// %%
const euro = bpe.encode("€");
const stream = new TextStream(bpe);
console.log("each token by itself:", euro.map((id) => JSON.stringify(bpe.decode([id]))).join(" "));
console.log("as a stream:         ", euro.map((id) => JSON.stringify(stream.push(id))).join(" "));

async function streamText(beginning: string, length: number): Promise<string> {
  let text = beginning;
  const options = { maxNewTokens: length, temperature: 0.8, topK: 20, seed: 3 };
  for await (const id of generateStream(bpeModel, bpe.encode(beginning), options)) text += stream.push(id);
  return text + stream.finish();
}
console.log(await streamText(beginning, 100));

// %% [markdown]
// ## How low can a loss go?
//
// Real text has no known best. Made text has: the course's embedded corpus is drawn from rules whose entropy can be
// computed exactly. No model can, on average, do better than that floor: if yours does, it is peeking. Here are 400
// steps on it, with two layers, which suffice.

// %%
const made = embeddedCorpus({ characters: 200_000, seed: 2 });
const madeTokenizer = CharTokenizer.train(made.text);
const madeData = splitTokens(Int32Array.from(madeTokenizer.encode(made.text)), {
  validation: 0.02,
  test: 0.05,
});
console.log(made.text.slice(0, 300));

// %%
const madeModel = new GPT(
  { ...config, layers: 2, vocabularySize: madeTokenizer.vocabularySize },
  { seed: 1, parts: gpt.parts },
);
const madeSteps = steps(400);
const madeLive = new LiveLossCurve({ steps: madeSteps, floor: made.entropyPerCharacter });
await train(madeModel, madeData, {
  ...options,
  steps: madeSteps,
  warmup: Math.ceil(madeSteps / 20),
  evaluateEvery: Math.ceil(madeSteps / 6),
  onProgress: (progress) => madeLive.update(progress),
});
madeLive.finish();

// %%
const madeLoss = await evaluate(madeModel, madeData.test, { batchSize: 32 });
const madeFloor = made.entropyPerCharacter!;
const madeChance = Math.log(madeTokenizer.vocabularySize);
console.log(`chance ${madeChance.toFixed(3)}, reached ${madeLoss.toFixed(3)}, floor ${madeFloor.toFixed(3)}`);
shouldSee("share of the way from chance to the floor, in %", (100 * (madeChance - madeLoss)) / (madeChance - madeFloor), {
  from: 80,
  to: 100,
  ifNot: "above 100: the model sees what it should predict; below 80: it was trained for too few steps",
});

// %% [markdown]
// It goes nearly nine tenths of the way from chance and stays above the floor. What keeps it up? Training that is not
// finished, and a window of 64 characters on stories of about 140: names and things from the beginning are often out
// of sight.

// %% [markdown]
// ## Making it fast
//
// A step is a list of operations: multiply these matrices, add those numbers. Each is **launched** from here, which takes
// some hundredths of a millisecond, and **writes its result into memory**, where the next one finds it. In a small model
// that takes longer than the arithmetic. The runs above were spared most of it, in three ways:
//
// - **Gradients by hand.** The gradient of a layer norm is one short formula. Left to themselves, its mean, difference,
//   square, root and quotient each get a gradient of their own, and what they made on the way is kept for it.
// - **One vector.** AdamW takes a dozen operations for a tensor. All parameters laid end to end are one tensor.
// - **One graph.** The operations are the same in every step. `compile` writes down those of the first; from then on,
//   TensorFlow gets the whole list in one call, and may overwrite what nobody needs any more.
//
// How much does each of them save? To see that, we climb down first: with the library's `plainParts`, which are layer norm,
// GELU, attention and cross-entropy as they stand in books, their gradients left to TensorFlow
// ([plainParts.ts](../lib/decoder/plainParts.ts); yours may look alike), and with a step like yours, tensor by tensor, with
// AdamW where yours went straight downhill:

// %%
type State = { parameters: Parameters; moments: Record<string, Moments>; count: number; loss?: tf.Scalar };
type Step = (model: GPT, before: State) => State;

const batch = randomBatch(data.train, { batchSize: 12, contextLength: 64, random: new Random(2) });
const learningRate = 1e-3;

const tensorByTensor: Step = (model, { parameters, moments, count }) => {
  const names = Object.keys(parameters);
  const lossOf = (...tensors: tf.Tensor[]): tf.Scalar => {
    const named = Object.fromEntries(names.map((name, i) => [name, tensors[i]]));
    return functionalCall(model, named, () => model.loss(batch.inputs, batch.targets));
  };
  const { value, grads } = tf.valueAndGrads(lossOf)(Object.values(parameters));
  const norms = grads.map((gradient) => tf.norm(gradient));
  const factor = tf.minimum(1, tf.div(1, tf.norm(tf.stack(norms)))); // the norm of all together
  const after: State = { parameters: {}, moments: {}, count: count + 1, loss: value as tf.Scalar };
  names.forEach((name, i) => {
    const { shape, size, rank } = parameters[name];
    const flat = (x: tf.Tensor): tf.Tensor1D => tf.reshape(x, [size]);
    const updated = adamW(
      { parameters: flat(parameters[name]), gradients: flat(tf.mul(grads[i], factor)), moments: moments[name] },
      { step: tf.scalar(count + 1), learningRate, decayed: rank > 1 ? size : 0 }, // only matrices decay
    );
    after.parameters[name] = tf.reshape(updated.parameters, shape);
    after.moments[name] = updated.moments;
  });
  return after;
};

/** The library's step, with one pair of moments for all parameters. */
const asOneVector = (step: TrainingStep): Step => (_, { parameters, moments, count }) => {
  const before = { parameters, moments: moments.all, step: tf.scalar(count) };
  const after = step(before, batch, tf.scalar(1), tf.scalar(learningRate));
  return { ...after, moments: { all: after.moments }, count: count + 1 };
};

function firstState(model: GPT): State {
  const moments: State["moments"] = { all: initialMoments(model.countParameters()) };
  const parameters: Parameters = {};
  for (const [name, value] of Object.entries(model.stateDict())) {
    parameters[name] = tf.clone(value);
    moments[name] = initialMoments(value.size);
  }
  return { parameters, moments, count: 0 };
}

// %% [markdown]
// Guess before it runs: how many operations does the plainest step launch: 100, 1000, more? And which of the three ways
// saves the most time?

// %%
const plain = new GPT(config, { seed: 1, parts: plainParts });
const byHand = new GPT(config, { seed: 1 });
const graph = compile(trainingStep(byHand));
const ways: [name: string, model: GPT, step: Step][] = [
  ["plain operations", plain, tensorByTensor],
  ["+ gradients by hand", byHand, tensorByTensor],
  ["+ one vector", byHand, asOneVector(trainingStep(byHand))],
  ["+ one graph", byHand, asOneVector(graph)],
];
const rungs = ways.map(([name, model, step]) => ({
  name, model, step, state: firstState(model), losses: [] as number[], milliseconds: [] as number[],
}));
for (let i = 0; i < steps(10); i++) {
  for (const rung of rungs) { // in turn: other work on the machine comes and goes
    const began = performance.now();
    const after = tf.tidy(() => rung.step(rung.model, rung.state));
    rung.losses.push((await after.loss!.data())[0]);
    rung.milliseconds.push(performance.now() - began);
    tf.dispose(rung.state);
    rung.state = after;
  }
}

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];
console.log("one step                  ms    launches   results, MB   loss at the end");
for (const { name, model, step, state, losses, milliseconds } of rungs) {
  const { kernels } = await tf.profile(() => tf.tidy(() => step(model, state).loss!));
  const megabytes = kernels.reduce((sum, { bytesAdded }) => sum + bytesAdded, 0) / 1e6;
  const [launches, results] = kernels.length > 0 ? [kernels.length, megabytes.toFixed(0)] : [1, "inside"];
  console.log(
    name.padEnd(20) + median(milliseconds).toFixed(1).padStart(8) + String(launches).padStart(12) +
      results.padStart(14) + losses[losses.length - 1].toFixed(5).padStart(18),
  );
  tf.dispose(state);
}
const [{ losses: plainLosses }] = rungs;
const differences = rungs.flatMap(({ losses }) => losses.map((loss, i) => Math.abs(loss - plainLosses[i])));
shouldSee("largest difference of the four's losses", Math.max(...differences), {
  from: 0,
  to: 1e-3,
  ifNot: "one of the plain parts computes something else: a sign, a scale, the mask?",
});

// %%
const [ofTheGraph] = rungs.slice(-1).map(({ milliseconds }) => median(milliseconds));
const beside = rungs.map(({ name, milliseconds }) => ({ name, times: median(milliseconds) / ofTheGraph }));
if (tf.getBackend() === "tensorflow") beside.push({ name: "PyTorch, elsewhere", times: 1.15 });
show(bars(beside.map(({ times }) => times), beside.map(({ name }) => name), {
  title: "The same step, told in different ways",
  y: "time, in that of the graph",
}));
graph.dispose();

// %% [markdown]
// Thousands of launches became one, and the loss is the same to four digits and more: nothing was left out, it was only
// told differently. No single way did it. Gradients by hand spare a quarter of the results, one vector more than half of
// the launches (there are 52 tensors), and the graph all the others; it halves what was left of the time.
//
// PyTorch's bar comes from elsewhere, since you need no PyTorch here: on two cores of an AMD EPYC, on 21 November 2026,
// PyTorch 2.15 took 1.15 times as long for this step as our graph beside it, the better of its eager mode and
// `torch.compile`. (`npm run bench` measures that on your machine, after `npm run bench -- --setup`.)
//
// And your own parts? `compile` writes down whatever they launch: in the big run they were in the graph. On an engine
// that has no graphs, the last two ways are the same.
//
// ## Take it with you
//
// Saved in the layout that Hugging Face's tools read: `config.json`, `model.safetensors`, `tokenizer.json`. The same
// folder opens in Python: `GPT2LMHeadModel.from_pretrained(…)` gives the same scores to four digits. To check that,
// in a terminal: `npm run interchange -- .cache/models/07-mini-gpt --python PYTHON` (a Python with
// test/oracles/requirements.txt), and the same for the second folder.

// %%
await gpt.save("../.cache/models/07-mini-gpt", { tokenizer });
const reopened = await GPT.fromPretrained("../.cache/models/07-mini-gpt");
const sameScores = tf.tidy(() => {
  const text = [tokenizer.encode(context)];
  return tf.max(tf.abs(tf.sub(gpt.forward(text).logits, reopened.forward(text).logits)));
});
shouldSee("difference after saving and opening", (await sameScores.data())[0], {
  from: 0,
  to: 1e-4,
  ifNot: "the file holds other weights: was the model trained on after it was saved?",
});

// %% [markdown]
// The other model too, with its tokenizer: without its merges nobody could say what its 512 rows stand for.

// %%
await bpeModel.save("../.cache/models/07-mini-gpt-bpe", { tokenizer: bpe });
const bpeAgain = await loadTokenizer("../.cache/models/07-mini-gpt-bpe/tokenizer.json");
const sameIds = bpeAgain.encode(passage).join() === bpe.encode(passage).join();
console.log(`the tokenizer from the file cuts the passage ${sameIds ? "the same way" : "in another way"}`);

// %% [markdown]
// ## Recall
//
// Answer before you open them, without scrolling up.
//
// 1. Why is the loss of an untrained model close to ln V, whatever the text is?
// <details><summary>Answer</summary>
// Small random weights make all scores nearly equal, so every token gets about 1/V.
// </details>
//
// 2. Attention moves information between positions. What do the feed-forward layers do, and why does the mask not matter to them?
// <details><summary>Answer</summary>
// They work on each position alone, on what attention has brought there. They can't see other positions, so they
// can't peek.
// </details>
//
// 3. A friend's model of word pieces has a held-out loss of 3.4, your model of characters has 1.8. Who is ahead? What do
// you ask for?
// <details><summary>Answer</summary>
// Nobody knows. Ask how many tokens and how many bytes the held-out text has: loss · tokens / (bytes · ln 2) can be
// compared. Then ask whether the pieces were chosen on text that was held out.
// </details>
//
// ## Where to read on
//
// - Radford et al., *Language Models are Unsupervised Multitask Learners* (2019): GPT-2, which you have just built.
// - Vaswani et al., *Attention Is All You Need* (2017), sections 3.1 to 3.3.
// - The code behind this lesson: [lib/decoder/gpt.ts](../lib/decoder/gpt.ts), one sitting.
// - Gao et al., *The Pile* (2020), section 3.1: bits per byte.
// - Next: [08 · Sampling](08-sampling.ipynb), where the same model writes in many voices.
