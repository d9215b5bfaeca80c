// ---
// jupyter:
//   kernelspec:
//     display_name: TypeScript (tslab)
//     language: typescript
//     name: tslab
// ---

// %% [markdown]
// # 08 · Sampling
//
// A language model does not write. It gives a probability to each possible next token, and stops there. Who picks one
// decides whether the text is dull, wild or good. That is the whole subject of this lesson: the model stays as it is.
//
// **After this lesson you can**
// - change a distribution on purpose: temperature, top-k, top-p, min-p, penalties;
// - look for the likeliest text (beam search), and say why it is often not the best one;
// - let a rule choose among many texts (best of n);
// - choose a method for a purpose, from measurements.
//
// *From lesson 07:* why is the loss of an untrained model close to ln V, whatever the text is?
// <details><summary>Answer</summary>
// Small random weights make all scores nearly equal, so every token gets about 1/V.
// </details>
//
// Reading and doing: an hour to an hour and a half; a good place to rest is before *Stories with a judge*. Waiting:
// about a minute in all.

// %%
import * as tf from "@tensorflow/tfjs-core";
import {
  beamSearch, beamTree, bestOf, BPETokenizer, CharTokenizer, contrastiveSearch, distinctNGrams,
  embeddedCorpus, generate, generateBatch, type GenerateOptions, GPT, greedy, groupedBars, lines,
  LiveLossCurve, loadTokenizer, minP, probabilities, repetitionRate, sample, samplingSteps,
  samplingTrace, show, softmax, storyLikelihood, topP as libraryTopP, train, useEngine, visibleToken,
} from "byhand";
import { check, hint, mine, shouldSee, steps } from "byhand-course";

console.log(String(await useEngine()));

// %% [markdown]
// ## The idea in a picture
//
// ```
//   text ──► model ──► logits ──► change them ──► softmax ──► draw one ──┐
//    ▲                 one for    temperature,    they sum               │
//    │                 each token top-p, …        to 1                   │
//    └──────────────── the token becomes part of the text ◄──────────────┘
// ```
//
// Everything below happens in the two boxes "change them" and "draw one", on plain numbers. (Drawing you know from lesson
// 07: the first id at which the running sum of the probabilities is larger than a random number from 0 to 1.) Changes are
// made in a fixed order: penalties, temperature, top-k, top-p, min-p.
//
// ## By hand: four tokens
//
// After "She went" a model gives four tokens these probabilities. Logits are their logarithms (plus any constant).

// %%
const four = ["home", "to", "out", "mad"];
const chances = [8 / 15, 4 / 15, 2 / 15, 1 / 15];
const logits = chances.map(Math.log);

// %% [markdown]
// **Greedy** takes the largest. **Random sampling** draws each in proportion to its probability. **Temperature**
// divides the logits before the softmax. Work it out: with temperature 0.5, what becomes of 8 : 4 : 2 : 1?
// <details><summary>Then look</summary>
// Dividing a logarithm by 0.5 doubles it, so each probability is squared: 64 : 16 : 4 : 1. Made to sum to 1, they are
// 64/85 = 0.75, 0.19, 0.05 and 0.01. The likely gets likelier.
// </details>
//
// **Top-k** keeps the k largest, **top-p** the fewest that together reach p, **min-p** those at least p times as
// likely as the largest. What is ruled out gets −∞, and the softmax shares the rest among those that stay.

// %%
show(samplingSteps(samplingTrace(logits, [], { temperature: 0.5, topK: 3, minP: 0.1 }), four));

// %% [markdown]
// Min-p is the shortest of them, so it is worked out here. Can you see why no sorting is needed?
// <details><summary>Then look</summary>
// Each token is compared with one number, p times the largest probability. In logits, a factor p is a difference of ln p.
// </details>

// %%
function minPByHand(logits: number[], p: number): number[] {
  const largest = Math.max(...logits);
  return logits.map((logit) => (logit >= largest + Math.log(p) ? logit : -Infinity)); // ln p added: times p
}
console.log("ours:        ", minPByHand(logits, 0.4));
console.log("the library's", [...minP(logits, 0.4)]);

// %% [markdown]
// A popular mistake: to divide the *probabilities* by the temperature. Guess what that does.
// <details><summary>Then look</summary>
// Nothing. All are divided by the same number, and once they are made to sum to 1 it has cancelled out. Temperature
// belongs before the exp.
// </details>
//
// **How undecided is a draw?** Its **entropy** says: −Σ p ln p, in nats. e to the entropy is the number of equally
// likely tokens that would be as undecided.
//
// **Your turn.** Write `choiceEntropy` in [exercises/08-sampling.ts](../exercises/08-sampling.ts), save, and run this
// cell. It reads the file anew each time.

// %%
await check("choiceEntropy");

// %%
await hint("choiceEntropy");

// %% [markdown]
// ## A model to play with
//
// Your model from lesson 07, if it was saved; else a stand-in that trains in about 20 seconds. (If lesson 07 was
// stopped early, its model writes noise. Run it to the end, or delete `.cache/models/07-mini-gpt`.)

// %%
const saved = "../.cache/models/07-mini-gpt";

async function openSaved() {
  return { model: await GPT.fromPretrained(saved), tokenizer: await loadTokenizer(saved) };
}

async function trainStandIn() {
  const { text } = embeddedCorpus({ characters: 200_000 });
  const tokenizer = CharTokenizer.train(text);
  const { vocabularySize } = tokenizer;
  const sizes = { vocabularySize, contextLength: 64, hiddenSize: 96, layers: 2, heads: 4 };
  const model = new GPT(sizes, { seed: 1 });
  const live = new LiveLossCurve({ steps: steps(400), title: "A stand-in" });
  await train(model, { train: Int32Array.from(tokenizer.encode(text)) }, {
    steps: steps(400), batchSize: 16, learningRate: 4e-3, warmup: Math.ceil(steps(400) / 20), seed: 1,
    onProgress: (progress) => live.update(progress),
  });
  live.finish();
  return { model, tokenizer };
}

const opened = await openSaved().catch((reason: Error): null => {
  console.log(`A stand-in, since lesson 07's model can't be opened: ${reason.message.split("\n")[0]}`);
  return null;
});
const { model, tokenizer } = opened ?? (await trainStandIn());
if (opened) console.log(`lesson 07's model, ${model.countParameters().toLocaleString("en")} parameters`);

const tokenNames = Array.from({ length: tokenizer.vocabularySize }, (_, id) => tokenizer.token(id));
const start = tokenizer.encode("\nOne ");

async function write(options: GenerateOptions, prompt = start): Promise<string> {
  const made = await generate(model, prompt, { maxNewTokens: 200, ...options });
  return tokenizer.decode([...prompt, ...made]);
}
console.log(await write({ seed: 1 }));

// %% [markdown]
// ## Greedy, and why it repeats itself
//
// Always the likeliest token: that should give the best text, shouldn't it? We write down, for each token, its
// probability and the entropy of the distribution that it came from.

// %%
function entropyOf(distribution: ArrayLike<number>): number {
  return -Array.from(distribution).reduce((sum, p) => (p > 0 ? sum + p * Math.log(p) : sum), 0);
}
const trail: { id: number; p: number; entropy: number }[] = [];
await generate(model, start, {
  maxNewTokens: steps(500),
  choose: (logits) => {
    const distribution = probabilities(logits);
    const id = greedy(logits);
    trail.push({ id, p: distribution[id], entropy: entropyOf(distribution) });
    return id;
  },
});
const greedyIds = trail.map(({ id }) => id);
console.log(tokenizer.decode(greedyIds.slice(0, 300)));

// %% [markdown]
// It runs in circles. Two guesses before you look. Within the loop, how sure is the model of each token? And does the
// loop's probability rise with every round?

// %%
/** The shortest period that the last three rounds share, and where it begins; null where there is none. */
function loopOf(ids: number[]): { period: number; from: number } | null {
  const repeats = (i: number, period: number): boolean => ids[i] === ids[i - period];
  for (let period = 1; 3 * period <= ids.length; period++) {
    let from = ids.length;
    while (from > period && repeats(from - 1, period)) from--;
    if (ids.length - from >= 2 * period) return { period, from: from - period };
  }
  return null;
}
const loop = loopOf(greedyIds);
if (loop) {
  const { period, from } = loop;
  const rounds = Array.from({ length: Math.floor((trail.length - from) / period) }, (_, round) =>
    trail.slice(from + round * period, from + (round + 1) * period));
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const perToken = rounds.map((round) => Math.exp(mean(round.map(({ p }) => Math.log(p)))));
  const shown = rounds.slice(0, 12).map((_, round) => round + 1);
  show(lines([
    { name: "measured", x: shown, y: perToken.slice(0, 12) },
    { name: "if it were certain", x: shown, y: shown.map(() => 1) },
  ], { title: "Does the loop feed itself?", x: "round", y: "probability of a token of the loop" }));
  const last = rounds.at(-1)!;
  console.log(`three rounds: ${JSON.stringify(tokenizer.decode(greedyIds.slice(-3 * period)))}`);
  console.log(`entropy in its last round: ${mean(last.map(({ entropy }) => entropy)).toFixed(2)} nats`);
  const chance = last.reduce((product, { p }) => product * p, 1);
  console.log(`probability of a whole round: ${chance.toExponential(1)}`);
} else console.log("no loop so far");

// %% [markdown]
// With our model of lesson 07 the loop was "the see ". Each of its characters has about 0.3, and the entropy stays
// near 2 nats: the model is as torn as between 8 equal characters. Nor does the probability rise: it went from 0.32
// down to 0.30. So this is *not* a model that is sure. A random draw would follow one whole round less than once in
// ten thousand tries.
//
// Why does it repeat, then? Greedy is a function: the same window gives the same next token. The likeliest step after a
// frequent word is another frequent word, and soon one is back where one was. Once the whole window repeats, nothing
// can ever change.
//
// (In large models there is more. Holtzman et al. measured that there each repetition *does* become likelier than the
// one before, close to 1 in the end. Those models have learned to copy from their text; below you will see where that
// begins.)
//
// ## Drawing at random, and the tail
//
// The opposite: draw from the model's own distribution. Here is such a text. ⟦ ⟧ marks what the model had given less
// than 2 %. Many marks are harmless; after others the text never finds its way back.

// %%
let tail = 0;
const marked: string[] = [];
const drawn = await generate(model, start, {
  maxNewTokens: steps(400),
  seed: 4,
  choose: (logits, random) => {
    const distribution = probabilities(logits);
    tail += distribution.reduce((sum, p) => (p < 0.02 ? sum + p : sum), 0);
    const id = sample(logits, random);
    marked.push(distribution[id] < 0.02 ? `⟦${tokenizer.token(id)}⟧` : tokenizer.token(id));
    return id;
  },
});
console.log(marked.join(""));
const meanTail = ((100 * tail) / drawn.length).toFixed(1);
console.log(`\nall such unlikely tokens together have ${meanTail} % on average`);

// %% [markdown]
// Each unlikely token alone hardly ever comes. But there are many of them (with our model, 7 % together), and a text
// has many tokens: 100 of them stay out of such a tail with probability 0.93¹⁰⁰, less than 1 in 1000. And from what is
// once in the text, the model must go on. That is why one *truncates* a distribution.
//
// ## Temperature
//
// Two places in a text: in the middle of a word, and before a new one. Guess how their entropies grow with temperature,
// and where they end.

// %%
async function nextLogits(text: string): Promise<Float32Array> {
  let kept = new Float32Array();
  const choose = (logits: Float32Array): number => greedy((kept = logits.slice()));
  await generate(model, tokenizer.encode(text), { maxNewTokens: 1, choose });
  return kept;
}
const inside = await nextLogits("\nOne mornin");
const between = await nextLogits("\nOne morning ");
const temperatures = Array.from({ length: 20 }, (_, i) => 0.15 * (i + 1));
const entropyAt = (logits: Float32Array) =>
  temperatures.map((t) => entropyOf(probabilities(logits.map((logit) => logit / t))));
show(lines([
  { name: '"One mornin…"', x: temperatures, y: entropyAt(inside) },
  { name: '"One morning …"', x: temperatures, y: entropyAt(between) },
], { title: "How undecided is the draw?", x: "temperature", y: "entropy in nats" }));
const most = Math.log(tokenNames.length).toFixed(2);
console.log(`all ${tokenNames.length} tokens equally likely: ${most} nats`);

// %%
for (const temperature of [0.3, 0.8, 1.5]) {
  console.log(`--- temperature ${temperature}\n${await write({ temperature, seed: 2 })}\n`);
}

// %% [markdown]
// Near 0 it is greedy; towards infinity all tokens are equally likely. Temperature alone pays for variety with
// nonsense: it lifts the tail together with the good choices.
//
// ## Cutting the tail: top-k, top-p, min-p
//
// How many tokens deserve to stay? In the middle of a word perhaps one, at its beginning twenty. **Top-k** knows one
// number for both. **Top-p** and **min-p** let the distribution decide.

// %%
const cut = samplingTrace(between, [], { temperature: 1.2, topK: 12, topP: 0.8 });
show(samplingSteps(cut, tokenNames, { top: 13 }));

// %%
const places = { token: [] as string[], topP: [] as number[], minP: [] as number[] };
const stay = (logits: Float32Array): number => logits.filter((logit) => logit > -Infinity).length;
await generate(model, start, {
  maxNewTokens: 30,
  seed: 8,
  choose: (logits, random) => {
    const id = sample(libraryTopP(logits, 0.9), random);
    places.token.push(visibleToken(tokenizer.token(id)));
    places.topP.push(stay(libraryTopP(logits, 0.9)));
    places.minP.push(stay(minP(logits, 0.1)));
    return id;
  },
});
const counts = [{ name: "top-p 0.9", values: places.topP }, { name: "min-p 0.1", values: places.minP }];
show(groupedBars(counts, places.token, {
  title: "How many tokens stay possible?", x: "the token that was drawn then", y: "tokens",
}));

// %% [markdown]
// Few inside words, many where a word begins. Guess: what goes wrong in top-p, if one keeps tokens only *while* their
// sum is at most p, and the likeliest has 0.95?
// <details><summary>Then look</summary>
// With p = 0.9 nothing stays at all. The token that crosses the threshold must stay: "the fewest that reach p".
// </details>
//
// **Your turn:** `topP`.

// %%
await check("topP");

// %%
await hint("topP");

// %% [markdown]
// With `mine(…)` it is your function that the model now writes with, and the library's until it passes.

// %%
const topP = await mine("topP");
console.log(await write({ seed: 2, choose: (logits, random) => sample(topP(logits, 0.9), random) }));

// %% [markdown]
// ## Penalties: what was said already
//
// A **repetition penalty** makes each token that stands in the text less likely. A **frequency penalty** takes
// something off for each time it does. They were made for words. Guess what they do with single *characters*.
// <details><summary>Then look</summary>
// After a few lines nearly all letters are in the text. If all of them pay the repetition penalty, little changes, and
// the loop comes back. The frequency penalty goes on growing: it ends the loop, and in a long text it would forbid e
// and the space.
// </details>
//
// **Your turn:** `repetitionPenalty`. Mind the sign: dividing a *negative* logit by 1.2 would make its token likelier.

// %%
await check("repetitionPenalty");

// %%
await hint("repetitionPenalty");

// %%
const repetitionPenalty = await mine("repetitionPenalty");

type Change = (logits: Float32Array, ids: number[]) => ArrayLike<number>;

async function greedyWith(change: Change): Promise<string> {
  const text = [...start];
  await generate(model, start, {
    maxNewTokens: steps(200),
    choose: (logits) => {
      text.push(greedy(change(logits, text)));
      return text[text.length - 1];
    },
  });
  return tokenizer.decode(text);
}
const showText = (how: string, text: string): void =>
  console.log(`--- ${how}: repetition ${repetitionRate([...text]).toFixed(2)}\n${text}\n`);
for (const penalty of [1, 1.2, 2]) {
  const text = await greedyWith((logits, ids) => repetitionPenalty(logits, ids, penalty));
  showText(`greedy, penalty ${penalty}`, text);
}
showText("greedy, frequency penalty 0.2", await write({ topK: 1, frequencyPenalty: 0.2 }));

// %% [markdown]
// (The **repetition** rate is the share of four-grams that stood in the text before.)
//
// **Contrastive search** goes about it in another way: of the few likeliest tokens it takes one whose hidden state is
// unlike those that the text already has. It draws nothing, and still does not run in circles:

// %%
const contrastive = await contrastiveSearch(model, start, {
  topK: 4, penalty: 0.6, maxNewTokens: steps(200),
});
showText("contrastive search", tokenizer.decode([...start, ...contrastive]));

// %% [markdown]
// ## Stories with a judge
//
// Is any of this *better*? For Shakespeare nobody can say exactly. For made text one can: the course's stories are
// drawn from known rules, and the library knows the exact probability of each story under these rules. Whatever the
// rules can't make has probability 0: "Tom … gave *her* drum", a fox that turns into an owl.
//
// So: a small model of these stories, and then we judge what each method writes with it. It reads whole words
// (byte-pair tokens of lesson 03), and each window begins with a story, so that 15 to 30 seconds suffice.

// %%
const corpus = embeddedCorpus({ characters: 500_000, seed: 2 });
const stories = corpus.text.split("\n").slice(0, -1);
const words = BPETokenizer.train(corpus.text, { vocabularySize: 700 });
const wordNames = Array.from({ length: words.vocabularySize }, (_, id) => words.token(id));
const [end] = words.encode("\n");
const rows = stories.map((story) => words.encode(`${story}\n`));
const longest = Math.max(...rows.map((row) => row.length));
const padded = rows.map((row) => [end, ...row, ...Array<number>(longest + 1 - row.length).fill(end)]);
const fold = (story: string): string => story.trim().replace(/(.{1,95})( |$)/g, "$1\n    ").trimEnd();
console.log(stories.slice(0, 3).map(fold).join("\n"));
console.log(rows[0].slice(0, 20).map((id) => words.token(id)).join("|"));
const average = (rows.flat().length / rows.length).toFixed(1);
console.log(`${average} tokens in a story on average, at most ${longest}`);

// %%
const author = new GPT({
  vocabularySize: words.vocabularySize, contextLength: longest + 1, hiddenSize: 64, layers: 2, heads: 4,
  positions: "rotary", // finds "the name at the beginning" sooner than learned positions do
}, { seed: 1 });
const storySteps = steps(600);
const live = new LiveLossCurve({ steps: storySteps, title: "Learning stories" });
await train(author, { train: Int32Array.from(padded.flat()) }, {
  steps: storySteps, batchSize: 32,
  contextLength: longest + 1, stride: longest + 2, // one story in each window
  learningRate: 5e-3, warmup: Math.ceil(storySteps / 20), weightDecay: 0.1, clip: 1, seed: 1,
  onProgress: (progress) => live.update(progress),
});
live.finish();

// %%
const names = ["Mia", "Zoe", "Ada", "Lily", "Nora", "Ruth", "Tom", "Max", "Ben", "Hugo", "Finn", "Omar"];
const each = steps(16); // stories about each of them
const prompts = names.flatMap((name) => Array<number[]>(each).fill(words.encode(`\n${name}`)));
const storyOptions = { maxNewTokens: steps(longest - 1), stop: [end] };

async function writeStories(options: GenerateOptions): Promise<string[]> {
  const made = await generateBatch(author, prompts, { ...storyOptions, ...options });
  return made.map((ids, i) => `${words.decode([...prompts[i], ...ids]).trim()}\n`);
}

function judge(written: string[]) {
  const { stories: count, impossible, nats } = storyLikelihood(written.join(""));
  return {
    possible: 100 * (1 - impossible / count), // in %
    distinct: distinctNGrams(written.map((story) => words.encode(story)), 3),
    nats: nats / (count - impossible), // −ln p of a possible story, on average
  };
}
const fresh = embeddedCorpus({ characters: 100_000, seed: 77 }).text.split("\n").slice(0, -1);
const own = names.flatMap((name) => fresh.filter((story) => story.startsWith(name)).slice(0, each));
const theRules = judge(own.map((story) => `${story}\n`));
const random1 = await writeStories({ seed: 1000 });
const atRandom = judge(random1);
console.log(random1.slice(0, 3).map(fold).join("\n"));
console.log(`the rules' own stories: −ln p = ${theRules.nats.toFixed(1)}`);
console.log(`possible ones of the model: −ln p = ${atRandom.nats.toFixed(1)}`);
shouldSee("stories that the rules can make, drawn at random, in %", atRandom.possible, {
  from: 35,
  to: 95,
  ifNot: "was training stopped early?",
});

// %% [markdown]
// All possible stories have nearly the same −ln p, so their likelihood tells us nothing more. What counts is *whether* a
// story is possible: the share of possible ones is our **quality**. For **diversity** we take the share of three-token groups
// that differ from each other, over all stories.
//
// **Copying.** In these stories an animal comes twice. What probability has it the first time, and what the second?

// %%
const animals = ["fox", "owl", "bear", "frog", "goat", "wolf", "mouse", "hen"]
  .map((animal) => words.encode(` ${animal}`)[0]);
const unseen = fresh.slice(0, 60).map((story) => [end, ...words.encode(story)].slice(0, longest + 1));
const filled = unseen.map((row) => [...row, ...Array<number>(longest + 1 - row.length).fill(end)]);
const distributions = tf.tidy(() => softmax(author.forward(filled).logits));
const table = (await distributions.array()) as number[][][]; // [story, time, vocabulary]
distributions.dispose();
const mentions: number[][] = [[], []];
for (const [story, row] of unseen.entries()) {
  const found = row.flatMap((id, at) => (animals.includes(id) ? [at] : []));
  for (const [nth, at] of found.slice(0, 2).entries()) mentions[nth].push(table[story][at - 1][row[at]]);
}
const [first, second] = mentions.map((all) => all.reduce((sum, p) => sum + p, 0) / all.length);
console.log(`first ${first.toFixed(3)} (one in eight), second ${second.toFixed(3)}`);
shouldSee("probability of an animal's second mention", second, {
  from: 0.8,
  to: 1,
  ifNot: "it has not learned to copy: was training stopped early?",
});

// %% [markdown]
// *This* model has learned to look back and copy. That is what makes large models' loops feed themselves: what stood
// there before becomes the likeliest thing to come.
//
// ## Beam search: looking for the likeliest text
//
// Greedy takes the best *step*. The best *text* may begin with the second-best step. By hand: "a" has 0.6, "b" 0.4.
// After "a" come "a" with 0.55, "b" with 0.45; after "b" come "a" with 0.9, "b" with 0.1. Which two-letter text is the
// likeliest, and which does greedy find?
// <details><summary>Then look</summary>
// "ba": 0.4 · 0.9 = 0.36. Greedy finds "aa": 0.6 · 0.55 = 0.33.
// </details>
//
// **Beam search** follows not one text but the best few (the **beams**): continue each with every token, keep the best
// of all, and so on. **Your turn:** `beamStep` is one such step.

// %%
await check("beamStep");

// %%
await hint("beamStep");

// %% [markdown]
// The search itself is a loop around your step. Here it looks for the beginning of a story about Mia.

// %%
const beamStep = await mine("beamStep");

async function nextLogProbabilities(texts: number[][]): Promise<number[][]> {
  const last = tf.tidy(() => {
    const { logits } = author.forward(texts); // [text, time, vocabulary]
    return tf.log(softmax(tf.squeeze(tf.slice(logits, [0, texts[0].length - 1, 0], [-1, 1, -1]), [1])));
  });
  const values = (await last.array()) as number[][];
  last.dispose();
  return values;
}
const mia = words.encode("\nMia");
const levels = [[{ ids: [] as number[], logProbability: 0 }]];
for (let step = 0; step < 5; step++) {
  const beams = levels[step].slice(0, 3); // three are followed; six are looked at, for the picture
  levels.push(beamStep(beams, await nextLogProbabilities(beams.map(({ ids }) => [...mia, ...ids])), 6));
}
show(beamTree(levels.slice(1), wordNames, { beams: 3, prompt: "Mia", title: "Three beams" }));

// %% [markdown]
// Compare the winner with the greedy path, the best box of each column: here they may well be the same. And look how
// alike the finalists are. Beams are no way to variety.
//
// **How long should it be?** Each further token makes a text less likely. So whole texts can be compared fairly only
// with some account of their length: `score = ln P / length^penalty`. With penalty 0 the short ones win; with 1 it is
// the mean per token. **Your turn:** `rankBeams`.

// %%
await check("rankBeams");

// %%
await hint("rankBeams");

// %%
const rankBeams = await mine("rankBeams");
const beamsOf = (text: string, p: number) => ({ ids: words.encode(text), logProbability: Math.log(p) });
const two = [beamsOf("Mia slept.", 1e-4), beamsOf("Mia slept, because she was tired.", 1e-5)];
for (const penalty of [0, 1]) {
  console.log(`penalty ${penalty}: ${words.decode(rankBeams(two, penalty)[0].ids)}`);
}

// %% [markdown]
// Now whole stories, which have 35 tokens on average. More beams find likelier texts, one would think. Guess what 64
// beams with penalty 0 find.

// %%
const searched: Record<string, number[]> = { "penalty 0": [], "penalty 1": [] };
const beamCounts = [1, 4, 16, 64].slice(0, steps(100) < 100 ? 2 : 4);
let before = "";
for (const lengthPenalty of [0, 1]) {
  for (const beams of beamCounts) {
    const [best] = await beamSearch(author, [end], { ...storyOptions, beams, lengthPenalty });
    const story = fold(words.decode(best.ids)) || "(the empty story)";
    searched[`penalty ${lengthPenalty}`].push(best.ids.length);
    console.log(`penalty ${lengthPenalty}, beams ${beams}: ln P = ${best.logProbability.toFixed(1)}, ` +
      `length ${best.ids.length}\n    ${story === before ? "the same" : story}`);
    before = story;
  }
}
show(lines(Object.entries(searched).map(([name, y]) => ({ name, x: beamCounts, y })), {
  title: "How long is the best text that was found?", x: "beams", y: "tokens", logX: true,
}));
shouldSee("tokens of the best text of 64 beams, penalty 0", searched["penalty 0"].at(-1)!, {
  from: 1,
  to: 1,
  ifNot: "the end of the line was not among the 64 likeliest first tokens",
});

// %% [markdown]
// The likeliest "story" is the empty one! Its single token, the end of the line, never came first in training, and the
// model gives it about one in ten thousand. But a real story is a product of many probabilities, near e⁻²⁷. Few beams
// never looked at the empty one: its first token is not among the 16 likeliest. Stahlberg and Byrne (2019) found the same in machine translation: for more than half of
// all sentences, the likeliest translation of their model was empty.
//
// Penalty 1 mends that, yet its story is no better than others: what is likeliest is not what is typical.
// That is why beam search serves where the answer is nearly fixed (translation, transcription), and sampling where it
// isn't.
//
// ## Best of n: somebody else chooses
//
// Draw n texts, and let a **scorer** choose: a rule, a test, a second model. **Your turn:** `rankSamples` orders them by
// such scores.

// %%
await check("rankSamples");

// %%
await hint("rankSamples");

// %% [markdown]
// The rule of our first scorer: an owl asks a question. In three stories of ten the animal asks one, and one animal in
// eight is an owl: 0.3 · 1/8 = 0.0375. How many stories must one draw, so that one of them has it in nine cases of ten?
// <details><summary>Then look</summary>
// All n miss it with probability 0.9625ⁿ. That is 0.1 for n = ln 0.1 / ln 0.9625, about 60.
// </details>

// %%
const owlAsks = (ids: number[]): number => Number(words.decode(ids).includes("asked the owl"));
const [chosen] = await bestOf(author, [end], { n: steps(64), scorer: owlAsks, seed: 5, ...storyOptions });
console.log(`score ${chosen.score}: ${fold(words.decode(chosen.ids))}`);

const begun = Array<number[]>(steps(512)).fill([end]);
const many = await generateBatch(author, begun, { ...storyOptions, seed: 100 });
const hits = many.map(owlAsks);
const sizes = [1, 4, 16, 64].filter((n) => n <= hits.length);
const successes = sizes.map((n) => { // in how many groups of n has at least one a score of 1?
  const count = Math.floor(hits.length / n);
  const groups = Array.from({ length: count }, (_, i) => hits.slice(i * n, (i + 1) * n));
  return groups.filter((group) => group.includes(1)).length / groups.length;
});
show(lines([
  { name: "measured", x: sizes, y: successes },
  { name: "1 − (1 − 0.0375)ⁿ", x: sizes, y: sizes.map((n) => 1 - (1 - 0.0375) ** n) },
], { title: "Does one of n stories have an owl that asks?", x: "n", y: "share of groups", logX: true }));

// %% [markdown]
// A scorer can also guard what the sampler can't see. A second rule, written by us: a story has one person, and the
// pronouns fit her or him. (It knows nothing of animals, things and verbs.) The judge stays the same as before.

// %%
const girls = new Set(names.slice(0, 6));
function consistency(story: string): number { // 0 where nothing is wrong, else minus the number of faults
  const people = (story.match(/[A-Z]\w+/g) ?? []).filter((word) => names.includes(word));
  const wrong = story.match(girls.has(people[0]) ? /\b(he|him)\b/gi : /\b(she|her)\b/gi) ?? [];
  return -wrong.length - people.filter((name) => name !== people[0]).length;
}
const better = (a: string, b: string): string => (consistency(b) > consistency(a) ? b : a);
const draws = [random1];
for (const seed of [2000, 3000, 4000]) draws.push(await writeStories({ seed }));
const bestOf4 = random1.map((_, i) => draws.map((draw) => draw[i]).reduce(better));
const percent = (value: number): string => `${value.toFixed(0)} %`;
console.log(`one draw: ${percent(atRandom.possible)} possible; ` +
  `best of 4: ${percent(judge(bestOf4).possible)}`);

// %% [markdown]
// ## Quality against diversity
//
// Now all methods side by side, with the rules' own stories for comparison. Guess: can one raise the quality without
// paying for it in diversity? And which method is best?

// %%
const runs: [method: string, setting: string, options: GenerateOptions][] = [
  ["temperature", "1.3", { temperature: 1.3 }],
  ["temperature", "1", { temperature: 1 }],
  ["temperature", "0.7", { temperature: 0.7 }],
  ["temperature", "0.5", { temperature: 0.5 }],
  ["top-k", "16", { topK: 16 }],
  ["top-k", "5", { topK: 5 }],
  ["top-p", "0.9", { topP: 0.9 }],
  ["top-p", "0.7", { topP: 0.7 }],
  ["min-p", "0.1", { minP: 0.1 }],
  ["min-p", "0.3", { minP: 0.3 }],
  ["repetition penalty", "1.2", { repetitionPenalty: 1.2 }],
  ["greedy", "", { choose: greedy }],
];
type Point = { method: string; setting: string; possible: number; distinct: number };
const points: Point[] = [];
function note(method: string, setting: string, { possible, distinct }: ReturnType<typeof judge>): void {
  points.push({ method, setting, possible, distinct });
  const name = `${method} ${setting}`.padEnd(24);
  console.log(`${name}possible ${percent(possible).padStart(5)}   distinct ${distinct.toFixed(3)}`);
}
for (const [method, setting, options] of runs) {
  note(method, setting, judge(await writeStories({ seed: 1000, ...options })));
}
note("best of 4, our rule", "", judge(bestOf4));
note("the rules themselves", "", theRules);

const fourSeeds = draws.map(judge);
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const meanAtRandom = mean(fourSeeds.map(({ possible }) => possible));
const meanDistinct = mean(fourSeeds.map(({ distinct }) => distinct));
const drawn1 = points.find(({ setting }) => setting === "1")!; // one seed of temperature 1
Object.assign(drawn1, { possible: meanAtRandom, distinct: meanDistinct });
const seeds = fourSeeds.map(({ possible, distinct }) => `${percent(possible)} / ${distinct.toFixed(3)}`);
console.log(`temperature 1 with four seeds: ${seeds.join(", ")}; the picture has their mean`);

// %%
const methods = [...new Set(points.map(({ method }) => method))].filter((method) => method !== "greedy");
show(lines(methods.map((name) => {
  const own = points.filter(({ method }) => method === name);
  const labels = own.map(({ setting }) => setting);
  return { name, labels, x: own.map(({ distinct }) => distinct), y: own.map(({ possible }) => possible) };
}), {
  title: "Quality against diversity", x: "distinct three-token groups (share)", y: "possible stories, %",
}));
const named = (method: string, setting: string): Point =>
  points.find((one) => one.method === method && one.setting === setting)!;
const gained = named("top-p", "0.9").possible - meanAtRandom;
shouldSee("possible stories that top-p 0.9 adds to drawing at random, in % of all", gained, {
  from: 5,
  to: 30,
  ifNot: "below: does top-p cut anything? was training stopped early?",
});
const narrowed = named("top-k", "5").distinct / theRules.distinct;
shouldSee("diversity with top-k 5, compared with the rules' own", narrowed, {
  from: 0.65,
  to: 0.85,
  ifNot: "did top-k keep another number of tokens?",
});

const lost = meanAtRandom - named("repetition penalty", "1.2").possible;
shouldSee("possible stories that the repetition penalty takes away, in % of all", lost, {
  from: 5,
  to: 45,
  ifNot: "does the penalty see the text so far?",
});
shouldSee("possible stories that best of 4 adds, in % of all", judge(bestOf4).possible - meanAtRandom, {
  from: 3,
  to: 40,
  ifNot: "does the scorer prefer the better story?",
});

// %% [markdown]
// **What the picture says.** Quality has its price in diversity: that is the line from upper left to lower right.
// (Greedy, which the picture leaves out, is at its far end: all its stories are possible, and always the same few.) One
// point is uncertain by 3 or 4 percent (192 stories; look at the four seeds), so don't read more into it than that. In
// three trainings of this model top-p 0.9 had 1 to 6 percent more possible stories than temperature at the same
// diversity, which is hardly more than noise; min-p 0.1 had 7 to 14 percent more. Nadeem et al. (2020), with large
// models, found temperature, top-k and top-p on a par.
//
// **Top-k 5** lies below: where 16 adjectives are equally right it forbids 11, and where only one word is right it lets 4
// wrong ones in. **The repetition penalty** lies below, since a story *must* name its animal again. And **best of 4** lies
// above (by 5 to 20 percent in our trainings): its rule knows something that the model does not. It has its price, too:
// some diversity, and four times the work.
//
// ## Generate with a cache
//
// One more thing, about speed alone. Each new token needs the keys and values of all earlier ones, and they don't
// change. A **cache** keeps them, so that only the new token goes through the model.
//
// Guess: the classical bug of a cache gives fluent text that is slightly worse. What is it?
// <details><summary>Then look</summary>
// The positions are off by one, or begin at 0 in every call. Nothing crashes: position 5 is as good a number as 6.
// </details>
//
// **Your turn:** `generateCached`, on a model small enough to see every number.

// %%
await check("generateCached");

// %%
await hint("generateCached");

// %%
const more = storyOptions.maxNewTokens; // after a prompt of two tokens
const results: string[] = [];
for (const cache of [true, false]) {
  const began = performance.now();
  const made = await generateBatch(author, prompts, { maxNewTokens: more, choose: greedy, cache });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const perText = cache ? 2 + more - 1 : 2 * more + (more * (more - 1)) / 2; // 2 + 3 + 4 + …
  console.log(`${cache ? "with" : "without"} a cache: ${perText} tokens a text, ${seconds} s for all`);
  results.push(made.join());
}
console.log(results[0] === results[1] ? "the same texts" : "other texts!");

// %% [markdown]
// With a cache the prompt goes in once, and then each new token but the last; without it 2 + 3 + 4 + … tokens. (The time
// falls by less: a call costs something however little goes in.) When the context is full and slides, every token's
// position changes, so keys and values that were made for the old ones are wrong, and the cache starts anew.
//
// ## Which one, then?
//
// | purpose | method |
// |---|---|
// | one answer that is nearly fixed (transcribing, translating) | beam search with a length penalty, few beams |
// | stories, dialogue | top-p 0.9 to 0.95 or min-p 0.05 to 0.1, temperature 0.7 to 1 |
// | code, sums: it can be tested | many samples, best of n with the test as scorer |
// | a text that runs in circles | sample instead of greedy; then a mild penalty, on words, not on characters |
// | the model's own opinion, for statistics | temperature 1 and nothing else |
//
// The numbers are habits, not laws: measure on your own task, as above.
//
// **What you should see.** Greedy in a loop. Of the stories drawn at random a third to nine tenths possible, and clearly
// more with top-p. 64 beams that find the empty story. A repetition penalty that costs quality, and a best of 4 that
// brings it. *Yours differs?* If nearly no story is possible, training was stopped too early.
//
// ## Recall
//
// Answer before you open them, without scrolling up.
//
// 1. A friend sets top-p to 0.9 and then the temperature to 1.5, in this order. Is that the same as the other way
// round?
// <details><summary>Answer</summary>
// No. Top-p first chooses from the model's own distribution, and the temperature flattens what is left. The other way
// round the flattened distribution needs many more tokens to reach 0.9, so far more of the tail stays.
// </details>
//
// 2. Why can a better search find a worse text?
// <details><summary>Answer</summary>
// Because it finds what the model finds likelier, and the likeliest text is not a typical one: too short, or repeating
// itself. The search was fine; the goal was wrong.
// </details>
//
// 3. With best of n, a scorer gives points for each "owl". What will you get with n = 10,000?
// <details><summary>Answer</summary>
// Owls, in whatever text has most of them. A scorer gets exactly what it measures: the more one draws, the more its
// loopholes count. Lesson 16 comes back to that.
// </details>
//
// ## Where to read on
//
// - Holtzman et al., *The Curious Case of Neural Text Degeneration* (2020): why the likeliest text is not a human one;
//   top-p.
// - Fan, Lewis and Dauphin, *Hierarchical Neural Story Generation* (2018): top-k. Nguyen et al., *Min-p Sampling*
//   (2024).
// - Ackley, Hinton and Sejnowski, *A Learning Algorithm for Boltzmann Machines* (1985): where temperature comes from.
// - Keskar et al., *CTRL* (2019): the repetition penalty. Su et al., *A Contrastive Framework for Neural Text
//   Generation*
//   (2022): contrastive search.
// - Wu et al., *Google's Neural Machine Translation System* (2016): beam search with a length penalty. Stahlberg and
//   Byrne,
//   *On NMT Search Errors and Model Errors: Cat Got Your Tongue?* (2019): the empty translation.
// - Nadeem et al., *A Systematic Characterization of Sampling Algorithms for Open-Ended Language Generation* (2020).
// - The code behind this lesson: [lib/sampling](../lib/sampling/topP.ts), one file for each idea.
// - Next: [10 · mini-BERT](10-mini-bert.ipynb), a model that reads both ways and never writes.
