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
// - let one text attend to another;
// - say what it costs when a text gets twice as long, and how shared keys and short windows make it cheaper.
//
// *From lesson 04:* attention without positions and without a mask reads a text whose words have been shuffled. What
// happens to its results?
// <details><summary>Answer</summary>
// They are shuffled in the same way, and otherwise the same: it sees a bag of words. Order has to be put into the vectors.
// </details>
//
// Reading and doing: about an hour; a good place to rest is before *Two texts*. Waiting: under a minute.

// %%
import * as tf from "@tensorflow/tfjs-core";
import {
  type AmbiguousSentence, attentionFlow, attentionFrom, attentionMaps, contextSentences, CrossAttention,
  crossEntropy, Embedding, embedding, GPT, groupedBars, heatmap, lines, LiveLossCurve, maskMap, Module, paddingMask,
  type PronounSentence, Random, scaledDotProductAttention, show, slidingWindowMask, softmax, train, useEngine,
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
// After "she", "he" or "it" comes what *that* one does: "she" alone doesn't tell whether it was the queen, the witch,
// the nurse or the aunt, and neither does the distance, since adjectives come and go. After "bank" comes "muddy" or
// "closed", and only an earlier word tells which bank it is.
//
// One block, two heads. (For this task one head would suffice; the second may do nothing, or help.) Guess before you
// look: if the model gets these words right, where must its attention go?

// %%
const headParts = { splitHeads: await mine("splitHeads"), mergeHeads: await mine("mergeHeads") };
const parts = { scaledDotProductAttention: attention, causalMask, ...headParts };
const config = { vocabularySize: vocabulary.length, contextLength: length, hiddenSize: 32, layers: 1, heads: 2 };
const model = new GPT(config, { seed: 2, parts });

const text = Int32Array.from(sentences.flatMap(({ ids }) => ids));
const recipe = {
  steps: steps(1000),
  batchSize: 32,
  contextLength: length - 1, // with this stride, each window is one sentence
  stride: length,
  learningRate: 5e-3,
  seed: 1,
};
const learning = new LiveLossCurve({ steps: recipe.steps, title: "Learning to look back" });
await train(model, { train: text }, { ...recipe, onProgress: (progress) => learning.update(progress) });
learning.finish();

// %% [markdown]
// The loss stays well above 0: which noun or adjective comes next is chance, and no model can know it. What counts is
// the one word that *can* be known. Fresh sentences, which it has not been trained on:

// %%
const fresh = contextSentences({ count: 400, seed: 99 }).sentences;
const freshIds = fresh.map(({ ids }) => ids);
const guessesOf = async (gpt: GPT): Promise<number[][]> => // the likeliest next word at each place, [sentence, time]
  (await tf.tidy(() => tf.argMax(gpt.forward(freshIds).logits, -1)).array()) as number[][];
const guesses = await guessesOf(model);
const right = (kind: string, all = guesses): number => { // in %
  const asked = fresh.map((sentence, i) => ({ ...sentence, guess: all[i] })).filter((one) => one.kind === kind);
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
const looked = tf.tidy(() => model.forward(freshIds).attentions[0]); // [sentence, head, query, key]
const maps = (await looked.array()) as number[][][][];
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
// ## Two texts: cross-attention
//
// So far a text attended to itself. A translator *writes* one text while it *reads* another: it asks with the words it
// has written, and finds its answers in the words it reads. So the **queries** come from one text, the **keys and
// values** from the other. The formula stays as it is. That is **cross-attention**.
//
// "die Hexe sah die Eule" is German for "the witch saw the owl", but after "dass" (that) the verb stands last:
// "(dass) **die Hexe die Eule sah**". By hand, with a feature each for *thing seen*, *doing* and *one who does*:

// %%
const asking = tf.tensor2d([[0, 0, 3], [0, 3, 0], [3, 0, 0]]); // [query, head size]: "witch", "saw", "owl"
const offered = tf.tensor2d([[0, 0, 3], [3, 0, 0], [0, 3, 0]]); // [key, head size]: "Hexe", "Eule", "sah"
const handedOver = tf.tensor2d([[1, 0], [2, 0], [0, 3]]); // [key, value size]

// %% [markdown]
// Guess: what is the score of "saw" with "sah", after scaling? And what will the map of the weights look like?
// <details><summary>Then look</summary>
// 3 · 3 / √3 = 5.2, all others 0. Not a diagonal: the verb's row points to the last column, the rows below and above
// it cross over.
// </details>

// %%
const crossed = attention(asking, offered, handedOver);
show(heatmap((await crossed.weights.array()) as number[][], {
  title: "Who reads what", y: "query: written", x: "key: read",
  rows: ["witch", "saw", "owl"], columns: ["Hexe", "Eule", "sah"], value: "weight",
}));
const received = (await crossed.output.array()) as number[][];
console.log("output:", JSON.stringify(received.map((row) => row.map(Math.round))));

// %% [markdown]
// Each English word now holds what its German word handed over, wherever that stood.
//
// **Padding, once more.** Two pairs of sentences in one batch: the German ones have 5 and 7 words, the English ones 6 and
// 8. Guess: whose padding must be hidden? And is there a causal mask?
// <details><summary>Then look</summary>
// That of the text which is *read*, since keys are what gets seen: [batch, 1, 1, key]. There is no causal mask: the whole
// German sentence lies there, and reading its end early is no peeking. (It matters that the English text does not look
// at *its own* future. That is the business of its self-attention.)
// </details>
//
// Now for real: a translator, as small as it gets. It learns from sentence pairs, each a row of ids: 7 German words and
// 8 English ones behind "(start)", filled up with padding.

// %%
const german: Record<string, string> = {
  queen: "Königin", witch: "Hexe", nurse: "Amme", cat: "Katze", owl: "Eule", bee: "Biene", the: "die",
  old: "alte", young: "junge", small: "kleine", saw: "sah", met: "traf", heard: "hörte", fed: "fütterte",
};
const lexicon = ["(pad)", "(start)", ".", ...Object.keys(german), ...Object.values(german)];
const [reading, writing] = [7, 8]; // the longest German and English sentences

type SentencePair = { source: string[]; target: string[] };

function sentencePair(random: Random): SentencePair {
  const looks = [[], ["old"], ["young"], ["small"]];
  const phrase = (noun: string): string[] => ["the", ...random.choice(looks), noun];
  const nouns = ["queen", "witch", "nurse", "cat", "owl", "bee"];
  const [subject, object] = random.shuffle(nouns).map(phrase);
  const verb = random.choice(["saw", "met", "heard", "fed"]);
  const source = [...subject, ...object, verb].map((word) => german[word]); // the verb last
  return { source, target: [...subject, verb, ...object, "."] };
}
const padded = (words: string[], length: number): string[] =>
  [...words, ...Array(length - words.length).fill("(pad)")];
const rowOf = ({ source, target }: SentencePair): number[] =>
  [...padded(source, reading), "(start)", ...padded(target, writing)].map((word) => lexicon.indexOf(word));
const pairRandom = new Random(1);
const pairs = Array.from({ length: 2000 }, () => sentencePair(pairRandom));
for (const { source, target } of pairs.slice(0, 3)) {
  console.log(source.join(" ").padEnd(42), "→", target.join(" "));
}

// %% [markdown]
// The model: each word a vector, plus one for its place; the English half asks, the German half answers; the scores of
// the next word come from the sum. No feed-forward layer, no norm, one head. What it can do, attention does.

// %%
const weightRandom = new Random(1);

class Translator extends Module {
  words = new Embedding(lexicon.length, 64, { deviation: 0.2, random: weightRandom });
  places = new Embedding(reading + writing, 64, { deviation: 0.2, random: weightRandom });
  cross = new CrossAttention({ hiddenSize: 64, heads: 1 }, {
    random: weightRandom,
    parts: { scaledDotProductAttention: attention, ...headParts },
  });

  forward(rows: tf.Tensor): { logits: tf.Tensor; weights: tf.Tensor } {
    const x = tf.add(embedding(this.words.weight.value, rows), this.places.weight.value); // [batch, 15, 64]
    const [read, written] = tf.split(x, [reading, writing], 1); // [batch, 7, 64], [batch, 8, 64]
    const [readIds] = tf.split(rows, [reading, writing], 1);
    const mask = paddingMask(readIds, lexicon.indexOf("(pad)")); // [batch, 1, 1, 7]: of the text that is read
    const { output, weights } = this.cross.forward(written, read, { mask }); // weights [batch, 1, 8, 7]
    const hidden = tf.reshape(tf.add(written, output), [-1, 64]);
    const logits = tf.matMul(hidden, this.words.weight.value, false, true);
    return { logits: tf.reshape(logits, [-1, writing, lexicon.length]), weights };
  }

  loss(rows: tf.Tensor, next: tf.Tensor): tf.Scalar { // next: the same rows, one word on
    const [, targets] = tf.split(next, [reading, writing], 1);
    return crossEntropy(this.forward(rows).logits, targets, { ignoreIndex: lexicon.indexOf("(pad)") });
  }
}
const translator = new Translator();
const translating = new LiveLossCurve({ steps: steps(800), title: "Learning to translate" });
await train(translator, { train: Int32Array.from(pairs.flatMap(rowOf)) }, {
  steps: steps(800),
  batchSize: 32,
  contextLength: reading + writing,
  stride: reading + writing + 1, // each window is one pair
  learningRate: 0.01,
  seed: 1,
  onProgress: (progress) => translating.update(progress),
});
translating.finish();

// %% [markdown]
// Guess before you look: the English verb comes third or fourth. Where does the query that must find it look? And which
// word has just been written there: the verb, or the one before it?
// <details><summary>Then look</summary>
// At the German verb, the last word that is no padding. The one before: it is there that the next word is asked for. (In
// the picture, rows are named by the word that they write.)
// </details>

// %%
const newPairs = Array.from({ length: 200 }, () => sentencePair(pairRandom));
const newRows = tf.tensor2d(newPairs.map((pair) => rowOf(pair).slice(0, -1)), undefined, "int32");
const translated = tf.tidy(() => {
  const { logits, weights } = translator.forward(newRows);
  return { words: tf.argMax(logits, -1), weights: tf.squeeze(weights, [1]) }; // [pair, 8], [pair, 8, 7]
});
const chosen = (await translated.words.array()) as number[][];
const alignments = (await translated.weights.array()) as number[][][];
const example = newPairs.findIndex(({ source }) => source.length === 6);
const { source, target } = newPairs[example];
show(attentionMaps([[alignments[example].slice(0, target.length)]], target, {
  keys: padded(source, reading),
  title: "Rows write, columns are read",
  name: () => "cross-attention",
}));

// %%
let [correct, asked, onItsWord] = [0, 0, 0];
newPairs.forEach(({ source, target }, i) => target.forEach((word, t) => {
  if (word === "the" || word === ".") return; // those are always the same
  asked++;
  if (lexicon[chosen[i][t]] === word) correct++;
  onItsWord += alignments[i][t][source.indexOf(german[word])];
}));
shouldSee("nouns, verbs and adjectives translated right, in %", (100 * correct) / asked, {
  from: 97,
  to: 100,
  ifNot: "was it stopped early? do keys and values come from the German half?",
});
shouldSee("mean weight on the word that is being translated", onItsWord / asked, {
  from: 0.7,
  to: 1,
  ifNot: "was it stopped early?",
});

// %% [markdown]
// Nobody told it which word belongs to which: it found the **alignment** because that is where the answers are. Such a
// picture, from a network of 2014, is how attention became famous. The padding's column is white: its weight is 0.
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
//
// ## What writing costs: grouped-query attention
//
// A model that writes asks with one new query at a time, but against the keys and values of *all* earlier tokens.
// Computing those again for each word would be a waste, so they are kept, in a **cache** (lesson 08 uses it):
//
// `bytes = 2 (K and V) · layers · key/value heads · head size · tokens · bytes per number`
//
// Llama 2 with 70 billion parameters has 80 layers with 64 heads of size 128, and 2 bytes per number. Guess: one
// conversation of 4096 tokens takes how much memory, if each head keeps its own keys and values?

// %%
type CacheSizes = { layers: number; heads: number; keyValueHeads: number; headSize: number; tokens: number };
const cacheBytes = ({ layers, keyValueHeads, headSize, tokens }: CacheSizes): number =>
  2 * layers * keyValueHeads * headSize * tokens * 2;

const published: [name: string, sizes: CacheSizes][] = [
  ["GPT-3, 2020", { layers: 96, heads: 96, keyValueHeads: 96, headSize: 128, tokens: 2048 }],
  ["Llama 2 70B, 2023", { layers: 80, heads: 64, keyValueHeads: 8, headSize: 128, tokens: 4096 }],
  ["Mistral 7B, 2023", { layers: 32, heads: 32, keyValueHeads: 8, headSize: 128, tokens: 8192 }],
  ["Gemma 2B, 2024", { layers: 18, heads: 8, keyValueHeads: 1, headSize: 256, tokens: 8192 }],
];
const gigabytes = (sizes: CacheSizes): number => cacheBytes(sizes) / 1e9;
const unshared = published.map(([, sizes]) => gigabytes({ ...sizes, keyValueHeads: sizes.heads }));
const memories = [
  { name: "a key/value head for each query head", values: unshared },
  { name: "as published", values: published.map(([, sizes]) => gigabytes(sizes)) },
];
show(groupedBars(memories, published.map(([name]) => name), {
  title: "Cache for one full context", x: "model", y: "gigabytes",
}));

// %% [markdown]
// Almost 11 GB, for *one* conversation: an eighth of a large graphics card. And all of it must be read again for each
// word. But are 64 different keys for each token really needed? Let some query heads **share** one key/value head:
//
// ```
//   multi-head             grouped-query           multi-query
//   queries  0 1 2 3       queries  0 1 2 3        queries  0 1 2 3
//            | | | |                \/  \/                  \ \/ /
//   keys     0 1 2 3       keys      0   1         keys       0
// ```
//
// Each query head still asks its own question and has its own map of weights: only what it asks *against* is shared.
// In the code, the few key heads are repeated until there is one for each query head, and attention stays as it is. The
// saving is in what is *kept*: the cache holds the few.
//
// Guess: heads 0 and 1 are to be given to four query heads. In which order: 0 1 0 1, or 0 0 1 1?
// <details><summary>Then look</summary>
// 0 0 1 1: neighbours form a group. The other order would run too, and train too. But a published model's weights
// would mean something else in it.
// </details>
//
// **Your turn:** `repeatHeads`.

// %%
await check("repeatHeads");

// %%
await hint("repeatHeads");

// %% [markdown]
// What does sharing cost? The model of before once more, with one key/value head for both query heads, and **your**
// function in it. Guess: how many fewer pronouns will it get right?

// %%
const repeatHeads = await mine("repeatHeads");
const sharing = new GPT({ ...config, keyValueHeads: 1 }, { seed: 2, parts: { ...parts, repeatHeads } });
const sharingCurve = new LiveLossCurve({ steps: recipe.steps, title: "One key/value head for both" });
await train(sharing, { train: text }, {
  ...recipe,
  onProgress: (progress) => sharingCurve.update(progress),
});
sharingCurve.finish();

// %%
function cacheOf(gpt: GPT): number { // measured: bytes in use with the cache of one sentence, less those without
  const before = tf.memory().numBytes;
  const cache = gpt.newCache();
  tf.tidy(() => void gpt.forward([fresh[0].ids], { cache }));
  const bytes = tf.memory().numBytes - before;
  cache.forEach((layer) => layer.dispose());
  return bytes;
}
const sharedGuesses = await guessesOf(sharing);
const [ownBytes, sharedBytes] = [model, sharing].map(cacheOf);
const parameters = [model, sharing].map((gpt) => gpt.countParameters());
console.log("                              own keys   shared keys");
const compare = (what: string, [own, shared]: (number | string)[]): void =>
  console.log(`${what.padEnd(26)}${String(own).padStart(12)}${String(shared).padStart(14)}`);
compare("right after a pronoun, %", [guesses, sharedGuesses].map((all) => right("pronoun", all).toFixed(1)));
compare('right after "bank", %', [guesses, sharedGuesses].map((all) => right("ambiguous", all).toFixed(1)));
compare("parameters", parameters);
compare("bytes in the cache", [ownBytes, sharedBytes]);
shouldSee("right after a pronoun with shared keys, in %", right("pronoun", sharedGuesses), {
  from: 90,
  to: 100,
  ifNot: "was it stopped early? does repeatHeads keep each head's tokens together?",
});
shouldSee("cache with shared keys, as a share of the other", sharedBytes / ownBytes, {
  from: 0.5,
  to: 0.5,
  ifNot: "the cache holds repeated heads: they must be repeated after it, not before",
});

// %% [markdown]
// Half the cache, a few parameters fewer, and on so small a task no loss at all. In large models one head for all costs
// some quality, while a handful of groups costs hardly any (Ainslie et al. 2023): that is what most models now have.
//
// ## Short sight: the sliding window
//
// Another way to save: let each query look at its own token and the few before it only. Then a layer's cost grows with
// the length, no longer with its square, and the cache needs to keep no more than the window.
//
// Guess: a window of 3, and two layers. How far back can the last position of layer 2 still be influenced?

// %%
const oneLayer = tf.cast(slidingWindowMask(8, 8, 3), "float32");
const paths = tf.matMul(oneLayer, oneLayer); // how many positions in between lead from a key to a query
const twoLayers = tf.cast(tf.greater(paths, 0), "float32");
show(maskMap((await oneLayer.array()) as number[][], eight, { title: "A window of 3: one layer" }));
show(maskMap((await twoLayers.array()) as number[][], eight, { title: "What two such layers reach" }));

// %% [markdown]
// Four back: what position 5 has learned from 3 is passed on to 7. Each layer reaches two farther. Mistral 7B had a
// window of 4096 tokens in each of 32 layers: in theory a view of 131,000 tokens, with a cache that ends at 4096.

// %% [markdown]
// **What you should see.** Dot products whose spread follows √d; a slope that stays between 0.84 and 0.88 when
// scaled; 0 change at the first seven positions; more than nine in ten pronouns right, with most of one head's weight
// on the noun that is meant; a translator that finds the verb at the German sentence's end; a cost curve that gets as
// steep as the dashed one; and half the cache for the same answers. *Yours differs?* A slope near 0: the scores were
// not divided by √d, or by the wrong size.
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
// 3. A model has 32 query heads and 8 key/value heads. Which of these is a quarter of what it would be with 32: the
// parameters of attention, the maps of weights, the cache?
// <details><summary>Answer</summary>
// The cache. The maps stay: each query head has its own. Of the parameters only those that make keys and values shrink;
// those for queries and output stay, so attention has (2 + 2/4) / 4 = five eighths left.
// </details>
//
// ## Where to read on
//
// - Vaswani et al., *Attention Is All You Need* (2017), section 3.2: the formula, and the footnote that explains √d.
// - Bahdanau, Cho and Bengio, *Neural Machine Translation by Jointly Learning to Align and Translate* (2015): where it began.
// - Ainslie et al., *GQA* (2023), for groups of heads, and Shazeer, *Fast Transformer Decoding* (2019), for one for all.
// - The sizes in the table: Brown et al. (GPT-3, 2020), table 2.1; Touvron et al. (Llama 2, 2023), appendix A.2.1; Jiang et
//   al. (Mistral 7B, 2023), table 1; Gemma Team (Gemma, 2024), table 1.
// - The code behind this lesson: [lib/attention](../lib/attention/scaledDotProduct.ts), one file for each idea.
// - Next: [06 · The transformer block](06-transformer-block.ipynb), where attention gets its neighbours.
