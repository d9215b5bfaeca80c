// ---
// jupyter:
//   kernelspec:
//     display_name: TypeScript (tslab)
//     language: typescript
//     name: tslab
// ---

// %% [markdown]
// # 05 · Attention
//
// *"The ship reached the harbour because **it** was fast."* Which was fast? You looked back, found the ship, and took
// its meaning along. Attention lets a network do that: look back, find, take along.
//
// **After this lesson you can**
// - write attention, `softmax(Q Kᵀ / √d) V`, and defend each symbol in it;
// - mask it, so that a model that writes can't peek at what comes next;
// - cut it into heads and put them together again;
// - say what it costs when a text gets twice as long.
//
// *From lesson 00:* what does softmax subtract from its scores before exp, and why does the result not change?
// <details><summary>Answer</summary>
// The largest score. Subtracting it divides numerator and denominator by the same factor, and keeps exp from
// overflowing.
// </details>
//
// Reading and doing: about 45 minutes. Waiting: about one minute.

// %%
import * as tf from "@tensorflow/tfjs-core";
import {
  type AmbiguousSentence, attentionFlow, attentionFrom, attentionMaps, contextSentences, GPT,
  groupedBars, heatmap, lines, LiveLossCurve, maskMap, type PronounSentence,
  Random, scaledDotProductAttention, show, softmax, train, useEngine,
} from "byhand";
import { check, hint, mine, shouldSee, steps } from "byhand-course";

console.log(String(await useEngine()));

// %% [markdown]
// ## The idea in a picture
//
// Each position makes three vectors from its own, by three learned matrices. Its **query** says what it is looking
// for. Its **key** says what it has to offer. Its **value** is what it hands over when it is found. (How many numbers
// a query or key has is called the **head size**, d.)
//
// ```
//                 keys                     weights
//            the  ship  was              the  ship  was
//   query    2.0  5.0   1.0  → softmax → .047 .936 .017
//   "it"         scores
//
//   output = .047·value(the) + .936·value(ship) + .017·value(was)
// ```
//
// A dictionary in a program looks for *one* key that is equal. Attention compares the query with *all* keys and takes
// a little of every value, most of those whose keys fit best. That is why it can learn: a small change of a score
// changes the output a little, so gradients flow.
//
// ## By hand: three tokens, two numbers each

// %%
const words = ["the", "ship", "it"];
const Q = tf.tensor2d([[0, 1], [1, 0], [2, 1]]); // [query, head size]: what each looks for
const K = tf.tensor2d([[0, 0], [2, 1], [0, 1]]); // [key, head size]: what each offers
const V = tf.tensor2d([[1, 0], [0, 4], [2, 2]]); // [key, head size]: what each hands over

// %% [markdown]
// **Scores.** How well does each query fit each key? Their dot product. Work out by hand what "it" (query `[2, 1]`)
// scores with "ship" (key `[2, 1]`), then run the cell.

// %%
const scores = tf.matMul(Q, K, false, true); // [query, key]: Q Kᵀ
console.table(await scores.array());

// %% [markdown]
// Row 2, column 1: 2·2 + 1·1 = **5**. Rows are queries, columns are keys; it will stay so through the whole course.
//
// **Scale.** Divide by √(head size), here √2. Why? Guess first: draw queries and keys of size d at random, each number
// with spread 1. How large are their dot products when d is 4? When it is 256?

// %%
const random = new Random(5);
const gaussian = (...shape: number[]) =>
  tf.tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.normal()),
    shape,
  );

const sizes = [4, 16, 64, 256];
const spreads: number[] = [];
const largestWeights: number[] = [];
for (const d of sizes) {
  const raw = tf.matMul(gaussian(400, d), gaussian(16, d), false, true); // 400 queries, 16 keys
  spreads.push((await tf.sqrt(tf.mean(tf.square(raw))).data())[0]);
  largestWeights.push((await tf.mean(tf.max(softmax(raw), -1)).data())[0]);
}
const spreadLines = [
  { name: "spread of q · k", x: sizes, y: spreads },
  { name: "√d", x: sizes, y: sizes.map(Math.sqrt) },
];
show(lines(spreadLines, {
  title: "Dot products grow with the head size", x: "head size d", y: "standard deviation", logX: true, logY: true,
}));
sizes.forEach((d, i) =>
  console.log(
    `d = ${String(d).padStart(3)}: spread ${spreads[i].toFixed(1).padStart(4)}, ` +
      `largest of 16 unscaled weights ${(100 * largestWeights[i]).toFixed(0)} % on average`,
  ),
);
shouldSee("spread at d = 256", spreads[3], {
  from: 14.5,
  to: 17.5,
  ifNot: "the random numbers do not have spread 1",
});

// %% [markdown]
// The two lines lie on each other: d products, each with spread 1, add up to a spread of √d. And look at the weights:
// at d = 256 one key gets nearly everything, before anything was learned. A softmax in that state is **saturated**:
// nudging a score moves nothing. Measure it: how much does the output's weight change per change of a score?

// %%
const slopes: Record<string, number[]> = { unscaled: [], "divided by √d": [] };
for (const d of sizes) {
  const raw = tf.matMul(gaussian(400, d), gaussian(16, d), false, true);
  for (const [name, factor] of [["unscaled", 1], ["divided by √d", 1 / Math.sqrt(d)]] as const) {
    const p = softmax(tf.mul(raw, factor));
    const slope = tf.mean(tf.sum(tf.mul(p, tf.sub(1, p)), -1)); // Σ ∂pᵢ/∂sᵢ = Σ pᵢ (1 − pᵢ)
    slopes[name].push((await slope.data())[0]);
  }
}
show(lines(Object.entries(slopes).map(([name, y]) => ({ name, x: sizes, y })), {
  title: "How much a score can still move its weight", x: "head size d", y: "Σ ∂weight / ∂score", logX: true,
}));
shouldSee("slope at d = 256, unscaled", slopes["unscaled"][3], {
  from: 0.03,
  to: 0.25,
  ifNot: "was the softmax over the keys?",
});
shouldSee("slope at d = 256, scaled", slopes["divided by √d"][3], {
  from: 0.75,
  to: 0.92,
  ifNot: "was it divided by √d?",
});

// %% [markdown]
// Scaled, the slope stays the same whatever the size. That is all that √d is for.
//
// **Softmax over the keys**: each *row* becomes shares that sum to 1. (Over the queries, columns would sum to 1: a
// popular mistake, and an error that no shape gives away when there are as many queries as keys.)

// %%
const weights = softmax(tf.div(scores, Math.sqrt(2))); // [query, key]
show(heatmap((await weights.array()) as number[][], {
  title: "Who attends to whom", y: "query", x: "key", rows: words, columns: words, value: "weight",
}));

// %% [markdown]
// **Output**: each query's shares of the values. "it" gave most of its weight to "ship", so its output is close to
// ship's value `[0, 4]`.

// %%
const output = tf.matMul(weights, V); // [query, head size]
const flow = {
  scores: (await tf.div(scores, Math.sqrt(2)).array()) as number[][],
  weights: (await weights.array()) as number[][],
  values: (await V.array()) as number[][],
  output: (await output.array()) as number[][],
  tokens: words,
};
show(attentionFlow(flow, { title: "Attention, all of it" }));

// %% [markdown]
// Guess: what would the output be if all scores were equal?
// <details><summary>Then look</summary>
// All weights 1/3: the plain mean of the values. Attention is a weighted mean that learns its weights.
// </details>
//
// ## Your turn: attention
//
// Open [exercises/05-attention.ts](../exercises/05-attention.ts) and write `scaledDotProductAttention`. The checks start
// with an example that you can do by hand; save the file and run the cell as often as you like.

// %%
await check("scaledDotProductAttention");

// %%
await hint("scaledDotProductAttention");

// %% [markdown]
// ## No peeking: the causal mask
//
// A model that writes a text predicts at *every* position the token that comes next. If position 3 could attend to
// position 4, it would see the answer. So we forbid it, **before** the softmax: a forbidden score becomes −∞ (in code, a
// very large negative number), its weight exactly 0, and the others still sum to 1.
//
// Guess: what goes wrong when one sets the *weights* to 0 after the softmax? And when one sets the *scores* to 0?
// <details><summary>Then look</summary>
// After the softmax: the remaining weights no longer sum to 1, and their sizes still tell something about the future
// keys, which were in the denominator. Scores of 0: exp(0) = 1, a perfectly ordinary weight; the future is not hidden
// at all.
// </details>
//
// **Your turn:** write `causalMask`: a table of true and false, [query, key], true where the query may look.

// %%
await check("causalMask");

// %%
await hint("causalMask");

// %% [markdown]
// With `mine(…)` the lesson uses *your* function as soon as it passes, and the library's until then.

// %%
const causalMask = await mine("causalMask");
const attention = await mine("scaledDotProductAttention");

const eight = ["the", "ship", "sailed", "and", "it", "was", "fast", "."];
show(maskMap((await causalMask(8).array()) as number[][], eight, { title: "Who may look at whom" }));

// %%
const masked = attention(gaussian(8, 16), gaussian(8, 16), gaussian(8, 16), { mask: causalMask(8) });
const maskedWeights = (await masked.weights.array()) as number[][];
show(attentionMaps([[maskedWeights]], eight, { title: "Random vectors, causal mask", name: () => "one head" }));

// %% [markdown]
// The first row has no choice: it can only attend to itself. The grey half is the future.
//
// Nothing is taken on trust: change the last token, and no earlier output may change.

// %%
const [q, k, v] = [gaussian(8, 16), gaussian(8, 16), gaussian(8, 16)];
const changed = [q, k, v].map((x) => tf.concat([tf.slice(x, [0, 0], [7, 16]), gaussian(1, 16)])); // another last row
const mask = causalMask(8);
const before = attention(q, k, v, { mask }).output;
const after = attention(changed[0], changed[1], changed[2], { mask }).output;
const change = (await tf.max(tf.abs(tf.sub(before, after)), -1).array()) as number[];
console.log("largest change at each position:", change.map((x) => x.toFixed(3)).join("  "));
shouldSee("change at the first seven positions", Math.max(...change.slice(0, 7)), {
  from: 0,
  to: 1e-6,
  ifNot: "the mask lets the future through: is it true where the query may look?",
});

// %% [markdown]
// ## Nothing to see: padding
//
// Texts in one batch must be equally long, so short ones are filled up with a **padding** token. Nobody should listen
// to it. That is another mask: false wherever the *key* is padding. A decoder needs both at once: its own past,
// **and** no padding.
//
// Here is what it should be for a text of two words and two paddings. Look at the last two rows: padding may *ask*,
// nobody minds; but it is never *answered*.

// %%
const twoWords = ["the", "ship", "(pad)", "(pad)"];
show(maskMap([[1, 0, 0, 0], [1, 1, 0, 0], [1, 1, 0, 0], [1, 1, 0, 0]], twoWords, {
  title: "Past tokens only, and no padding",
}));

// %% [markdown]
// **Your turn:** `decoderMask`, from the ids, the id of the padding token, and a causal mask that you are given. (A
// query that may see nothing at all gets weights of 0 everywhere, not NaN: your attention has seen to that.)

// %%
await check("decoderMask");

// %%
await hint("decoderMask");

// %% [markdown]
// ## Heads: several questions at once
//
// One softmax makes one choice. But "it" may want to know *which noun* it stands for **and** *which verb* comes next.
// So the features are cut into **heads**: 128 features become 4 heads of 32, each with its own queries, keys, values
// and weights.
//
// ```
//   [batch, time, hidden]  →  [batch, time, heads, head size]  →  [batch, heads, time, head size]
//                      reshape                             transpose
// ```
//
// Both steps are needed. Small numbers first: two tokens, four features, two heads. Each number says where it came from:
// 13 is token 1, feature 3.

// %%
const labelled = tf.tensor3d([[[0, 1, 2, 3], [10, 11, 12, 13]]]); // [batch 1, time 2, hidden 4]
const reshapedOnly = tf.reshape(labelled, [1, 2, 2, 2]);
const split = tf.transpose(reshapedOnly, [0, 2, 1, 3]);
console.log(
  "head 0, only reshaped: ",
  JSON.stringify(((await reshapedOnly.array()) as number[][][][])[0][0]),
);
console.log(
  "head 0, and transposed:",
  JSON.stringify(((await split.array()) as number[][][][])[0][0]),
);

// %% [markdown]
// Only reshaped, "head 0" holds both halves of token 0: it mixes features where it should mix tokens. The shape is right
// here, and everything runs. It just doesn't learn well. That is why the checks look at values.
//
// **Your turn:** `splitHeads`, and `mergeHeads` that undoes it.

// %%
await check("splitHeads");

// %%
await check("mergeHeads");

// %%
await hint("splitHeads");

// %%
await hint("mergeHeads");

// %% [markdown]
// ## Attention that has learned
//
// So far the vectors were random. Now let a small model *learn* its queries, keys and values, with **your** attention
// inside it. Its text is made of short sentences in which one word can be known only by looking back:

// %%
const { vocabulary, length, sentences } = contextSentences({ count: 4000, seed: 1 });
for (const { tokens } of sentences.slice(0, 4)) console.log(tokens.join(" "));

// %% [markdown]
// After "she", "he" or "it" comes what *that* one does: the pronoun alone doesn't tell which of four it was, and
// neither does the distance, since adjectives come and go. After "bank" comes "muddy" or "closed", and only an
// earlier word tells which bank it is.
//
// One block, two heads. (For this task one head would suffice; the second may do nothing, or help.) Guess before you
// look: if the model gets these words right, where must its attention go?

// %%
const parts = {
  scaledDotProductAttention: attention,
  causalMask,
  splitHeads: await mine("splitHeads"),
  mergeHeads: await mine("mergeHeads"),
};
const config = { vocabularySize: vocabulary.length, contextLength: length, hiddenSize: 32, layers: 1, heads: 2 };
const model = new GPT(config, { seed: 2, parts });

const text = Int32Array.from(sentences.flatMap(({ ids }) => ids));
const learning = new LiveLossCurve({ steps: steps(1000), title: "Learning to look back" });
await train(model, { train: text }, {
  steps: steps(1000),
  batchSize: 32,
  contextLength: length - 1, // with this stride, each window is one sentence
  stride: length,
  learningRate: 5e-3,
  seed: 1,
  onProgress: (progress) => learning.update(progress),
});
learning.finish();

// %% [markdown]
// The loss stays well above 0: which noun or adjective comes next is chance, and no model can know it. What counts is
// the one word that *can* be known. Fresh sentences, which it has not been trained on:

// %%
const fresh = contextSentences({ count: 400, seed: 99 }).sentences;
const seen = tf.tidy(() => {
  const { logits, attentions } = model.forward(fresh.map(({ ids }) => ids));
  return { guesses: tf.argMax(logits, -1), weights: attentions[0] }; // [sentence, time], [sentence, head, query, key]
});
const guesses = (await seen.guesses.array()) as number[][];
const maps = (await seen.weights.array()) as number[][][][];
const right = (kind: string): number => { // in %
  const asked = fresh.map((sentence, i) => ({ ...sentence, guess: guesses[i] })).filter((one) => one.kind === kind);
  const hits = asked.filter(({ ids, answerPosition, guess }) => guess[answerPosition - 1] === ids[answerPosition]);
  return (100 * hits.length) / asked.length;
};
shouldSee("right after a pronoun, in %", right("pronoun"), {
  from: 90,
  to: 100,
  ifNot: "was it stopped early? does the mask let it see the past at all?",
});
shouldSee('right after "bank", in %', right("ambiguous"), {
  from: 90,
  to: 100,
  ifNot: "was it stopped early? does the mask let it see the past at all?",
});

// %% [markdown]
// **A pronoun finds its noun.** Each row is one head, looking back from the pronoun:

// %%
const onNoun = (i: number): number => { // the larger of both heads' weights on the noun that is meant
  const { pronounPosition, nounPosition } = fresh[i] as PronounSentence;
  return Math.max(...maps[i].map((head) => head[pronounPosition][nounPosition]));
};
const byWeight = fresh.map((_, i) => i).filter((i) => fresh[i].kind === "pronoun").sort((a, b) => onNoun(a) - onNoun(b));
const pronounAt = byWeight[byWeight.length >> 1]; // a typical one: the middle of all
const pronoun = fresh[pronounAt] as PronounSentence;
const { tokens, pronounPosition } = pronoun;
show(attentionFrom([0, 1].map((head) => ({
  name: `head ${head}: what "${tokens[pronounPosition]}" looks at`,
  tokens,
  weights: maps[pronounAt][head][pronounPosition],
  query: pronounPosition,
}))));

// %% [markdown]
// One picture is an anecdote. Over all fresh sentences: how much weight goes to the noun that is meant, how much to
// the other noun, which another pronoun would stand for?

// %%
const meanWeight = (head: number, position: "nounPosition" | "otherNounPosition"): number =>
  byWeight.reduce((sum, i) => {
    const sentence = fresh[i] as PronounSentence;
    return sum + maps[i][head][sentence.pronounPosition][sentence[position]];
  }, 0) / byWeight.length;

const meant = [0, 1].map((head) => meanWeight(head, "nounPosition"));
const other = [0, 1].map((head) => meanWeight(head, "otherNounPosition"));
const groups = [{ name: "the noun that is meant", values: meant }, { name: "the other noun", values: other }];
show(groupedBars(groups, ["head 0", "head 1"], { title: "What a pronoun looks at", x: "head", y: "mean weight" }));
shouldSee("the better head's weight on the noun that is meant", Math.max(...meant), {
  from: 0.4,
  to: 1,
  ifNot: "it was trained for too few steps to find the noun",
});

// %% [markdown]
// **One word in two contexts.** "bank" has one row in the embedding table, the same vector in every sentence. After
// attention it has become two: in its new vector there is a boat, or there are coins. (Of the two heads, the one that
// looks at the clue.)

// %%
const banks = (["river", "money"] as const).map((sense) => {
  const i = fresh.findIndex((sentence) => sentence.kind === "ambiguous" && sentence.sense === sense);
  const { tokens, wordPosition, cluePosition } = fresh[i] as AmbiguousSentence;
  const onClue = maps[i].map((head) => head[wordPosition][cluePosition]);
  const head = onClue.indexOf(Math.max(...onClue));
  const weights = maps[i][head][wordPosition];
  return { name: `"bank", ${sense}, head ${head}`, tokens, weights, query: wordPosition };
});
show(attentionFrom(banks));

// %%
const isAmbiguous = (sentence: { kind: string }): sentence is AmbiguousSentence => sentence.kind === "ambiguous";
const ambiguous = fresh.filter(isAmbiguous).slice(0, 60);
const states = tf.tidy(() => tf.stack(model.forward(ambiguous.map(({ ids }) => ids)).hiddenStates));
const vectors = (await states.array()) as number[][][][]; // [before and after, sentence, time, 32]

const dot = (a: number[], b: number[]): number => a.reduce((sum, x, i) => sum + x * b[i], 0);
const cosine = (a: number[], b: number[]): number => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));

function similarity(layer: number, same: boolean): number { // mean cosine of two "bank"s at the same position
  const found: number[] = [];
  for (const [i, a] of ambiguous.entries()) {
    for (const [j, b] of ambiguous.entries()) {
      if (i >= j || a.wordPosition !== b.wordPosition || (a.sense === b.sense) !== same) continue;
      found.push(cosine(vectors[layer][i][a.wordPosition], vectors[layer][j][b.wordPosition]));
    }
  }
  return found.reduce((sum, x) => sum + x, 0) / found.length;
}
const alike = [
  { name: "same sense", values: [similarity(0, true), similarity(1, true)] },
  { name: "different sense", values: [similarity(0, false), similarity(1, false)] },
];
show(groupedBars(alike, ["before attention", "after the block"], {
  title: 'How alike are two "bank" vectors?', y: "mean cosine similarity",
}));
shouldSee("similarity of the two senses after the block", similarity(1, false), {
  from: -1,
  to: 0.7,
  ifNot: "attention has not told the senses apart: was it stopped early?",
});

// %% [markdown]
// At the same position all "bank"s start equal. After the block the two senses have parted. That
// is what is meant by a **contextual** vector.
//
// ## What it costs
//
// Every query meets every key. Guess: a text twice as long takes how much longer?

// %%
const lengths = steps(100) < 100 ? [64, 128, 256] : [128, 256, 512, 1024];
const milliseconds: number[] = [];
for (const n of lengths) {
  const x = gaussian(1, 8, n, 32); // [batch, heads, time, head size]
  const run = async (): Promise<void> => { // one attention, waited for
    const result = tf.tidy(() => tf.sum(scaledDotProductAttention(x, x, x).output));
    await result.data();
    result.dispose();
  };
  await run(); // the first run sets things up
  const times: number[] = [];
  for (let i = 0; i < 7; i++) {
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
  }
  milliseconds.push(times.sort((a, b) => a - b)[3]);
  x.dispose();
}
const fourfold = lengths.map((n) => milliseconds.at(-1)! * (n / lengths.at(-1)!) ** 2);
const costs = [
  { name: "measured here", x: lengths, y: milliseconds },
  { name: "four times for each doubling", x: lengths, y: fourfold },
];
show(lines(costs, { title: "The cost of attention", x: "tokens", y: "milliseconds", logX: true, logY: true }));
console.log(
  `the weights alone: ${lengths.map((n) => `${n}² = ${(n * n).toLocaleString("en")}`).join(", ")} for each head`,
);

// %% [markdown]
// Twice the text, four times the work and four times the memory for the weights. That is the price of letting
// everyone meet everyone, and the reason for much of what came after (lessons 18 and 19 of the finished course).

// %% [markdown]
// **What you should see.** Dot products whose spread follows √d; a slope that stays between 0.84 and 0.88 when
// scaled; 0 change at the first seven positions; more than nine in ten pronouns right, with most of one head's weight
// on the noun that is meant; and a cost curve that gets as steep as the dashed one. *Yours differs?* A slope near 0:
// the scores were not divided by √d, or by the wrong size.
//
// ## Recall
//
// 1. In the weights [query, key], what sums to 1: rows or columns? What would it mean the other way round?
// <details><summary>Answer</summary>
// Rows: each query shares out its attention. Columns summing to 1 would make the queries compete for a key.
// </details>
//
// 2. Two friends mask. One sets forbidden weights to 0 after the softmax, the other adds −∞ before. Who is right, and why?
// <details><summary>Answer</summary>
// The second. After the softmax the future keys have already been in the denominator: rows no longer sum to 1, and
// their size gives something of the future away.
// </details>
//
// 3. Doubling the number of heads at the same hidden size: what happens to the number of parameters, to the size of each head,
// and to the memory for the weights?
// <details><summary>Answer</summary>
// Parameters: unchanged. Head size: half. Weights: twice as many, since each head has a map of its own.
// </details>
//
// ## Where to read on
//
// - Vaswani et al., *Attention Is All You Need* (2017), section 3.2: the formula, and the footnote that explains √d.
// - Bahdanau, Cho and Bengio, *Neural Machine Translation by Jointly Learning to Align and Translate* (2015): where it began.
// - The code behind this lesson: [lib/attention](../lib/attention/scaledDotProduct.ts), one file for each idea.
// - Next in this edition: [07 · mini-GPT](07-mini-gpt.ipynb), with your attention inside.
