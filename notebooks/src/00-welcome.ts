// ---
// jupyter:
//   kernelspec:
//     display_name: TypeScript (tslab)
//     language: typescript
//     name: tslab
// ---

// %% [markdown]
// # 00 · Welcome
//
// In this course you build the machines behind today's language models with your own hands, small enough to
// understand to the last number, and real enough to write.
//
// **After this lesson you can**
// - find your way: cells, exercises, checks and hints;
// - read tensor code: shapes, axes, broadcasting;
// - follow a gradient by hand through a formula, and let the machine do it from then on;
// - train a first tiny language model with a cross-entropy that **you** wrote, and look at it through your softmax.
//
// ## How the course works
//
// - A notebook is made of **cells**. Click on one and press Shift + Enter: it runs, and the next one is chosen. Or run all
//   from the menu *Run*. Stop a long cell with ■; nothing is lost by it.
// - You write the **exercises** in files of their own, such as [exercises/00-welcome.ts](../exercises/00-welcome.ts). Click:
//   it opens in a tab, which you can drag beside this one.
// - `await check("…")` tells you what is right and what isn't yet. `await hint("…")` gives one hint after another.
//   Once yours passes, `await compare("…")` puts the reference beside it; `await reset("…")` lets you start afresh (your
//   version is kept); `await progress()` says how far you are. All of them also work in a terminal: `npm run progress`.
// - Before a number or picture appears, you'll often be asked to **guess**. Do. What surprises you stays with you.
//
// The notebook runs from top to bottom even before you have written anything; the library fills in for you until then.

// %%
import * as tf from "@tensorflow/tfjs-core";
import {
  CharTokenizer, computationGraph, embeddedCorpus, embedding, heatmap, lines, lossCurve, Random,
  show, tensorAxes, useEngine,
} from "byhand";
import { check, compare, hint, mine, progress, reset, shouldSee, steps } from "byhand-course";

console.log(String(await useEngine()));

// %% [markdown]
// That line says what does the arithmetic on your machine, and why it was chosen.
//
// ## Tensors
//
// A tensor is a block of numbers with **axes**. Its **shape** says how long each axis is. Language models mostly work on
// three: which text (*batch*), which position in it (*time*), which feature (*hidden*).

// %%
const x = tf.tensor3d([
  [[1, 2], [3, 4], [5, 6]], // text 0: three positions with two features each
  [[7, 8], [9, 10], [11, 12]], // text 1
]);
console.log("shape", x.shape, "· number of axes", x.rank, "· numbers in all", x.size);
const cells = { values: await x.data(), highlight: [1, 0, 1] };
show(tensorAxes([2, 3, 2], ["batch", "time", "hidden"], cells));

// %% [markdown]
// The coloured cell is `x[1, 0, 1]`: text 1, position 0, feature 1.
//
// Operations work on whole tensors, often along one axis. `axis −1` is the last one. Guess the shape and the values
// of the mean over the features before you run this:

// %%
const means = tf.mean(x, -1); // [batch, time, hidden] → [batch, time]
console.log(means.shape, JSON.stringify(await means.array()));

// %% [markdown]
// (A tensor may live on the graphics card. `await t.array()` or `await t.data()` brings its numbers over here.)
//
// ### Broadcasting, and its trap
//
// Shapes needn't be equal. From the right, axes are compared; a missing axis, or one of length 1, is repeated as needed.
// That is handy, and it is how the most common mistake in this field stays unseen:

// %%
const square = tf.tensor2d([[1, 2], [3, 4]]);
const rowMeans = tf.mean(square, 1); // [2]: 1.5 and 3.5, one for each row
const wrong = tf.sub(square, rowMeans); // [2, 2] − [2]: repeated downwards, along the columns!
const right = tf.sub(square, tf.mean(square, 1, true)); // [2, 2] − [2, 1]: one mean for each row
console.log("wrong", JSON.stringify(await wrong.array()));
console.log("right", JSON.stringify(await right.array()));

// %% [markdown]
// Both have the right shape, and neither complains. A row less its mean must sum to 0; only the second does. Keep the
// axis (`true`, for *keepDims*) whenever you subtract or divide by what you have just summed.
//
// ## Gradients: from the chain rule to `grad`
//
// A model learns by asking of each of its numbers: *if I were a little larger, how would the loss change?* That ratio
// is the **gradient**. Take `L = (a·b + c)²` with a = 2, b = −3, c = 10.
//
// Forwards, values: `a·b = −6`, `s = a·b + c = 4`, `L = 16`. Backwards, each step multiplies what arrives by its own
// slope:
//
// - L = s², so dL/ds = 2s = **8**
// - s = a·b + c, so dL/dc = 8 · 1 = **8**, and 8 arrives at the product
// - the product's slope for a is b: dL/da = 8 · (−3) = **−24**; for b it is a: dL/db = 8 · 2 = **16**

// %%
show(computationGraph([
  { name: "a", value: 2, gradient: -24 },
  { name: "b", value: -3, gradient: 16 },
  { name: "c", value: 10, gradient: 8 },
  { name: "p", operation: "a·b", value: -6, gradient: 8, inputs: ["a", "b"], local: [-3, 2] },
  { name: "s", operation: "p + c", value: 4, gradient: 8, inputs: ["p", "c"], local: [1, 1] },
  { name: "L", operation: "s²", value: 16, gradient: 1, inputs: ["s"], local: [8] },
], { title: "Values forwards, gradients backwards" }));

// %% [markdown]
// Is that true? Two independent ways to find out: nudge `a` by a little and look; or let the machine apply the chain
// rule. It records what you compute and walks back over it: that is all that `tf.grads` does.

// %%
const L = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor): tf.Tensor =>
  tf.square(tf.add(tf.mul(a, b), c));
const [da, db, dc] = tf.grads(L)([tf.scalar(2), tf.scalar(-3), tf.scalar(10)]);
console.log(
  "by the machine: ",
  (await da.data())[0],
  (await db.data())[0],
  (await dc.data())[0],
);

const nudge = 0.001;
const loss = (a: number): number => (a * -3 + 10) ** 2;
console.log("by nudging a:   ", ((loss(2 + nudge) - loss(2 - nudge)) / (2 * nudge)).toFixed(3));
shouldSee("dL/da", (await da.data())[0], {
  from: -24.001,
  to: -23.999,
  ifNot: "was the order of a, b, c changed?",
});

// %% [markdown]
// One more rule. What is used **twice** gets gradients from both uses, and they **add up**. That
// includes broadcasting: a bias of shape [2], repeated over 3 rows, gets the *sum* of 3 rows of gradients.

// %%
const bias = tf.tensor1d([0.5, -0.5]);
const rows = tf.ones([3, 2]);
const biasGradient = tf.grad((b: tf.Tensor) => tf.sum(tf.add(rows, b)))(bias);
console.log(
  "gradient of the bias",
  JSON.stringify(await biasGradient.array()),
  "three rows used it, so 1 + 1 + 1",
);

// %% [markdown]
// ## From scores to probabilities: softmax
//
// A language model gives every possible next token a score, any number at all. **Softmax** turns scores into
// probabilities: positive, and summing to 1. `softmax(x)ᵢ = exp(xᵢ) / Σⱼ exp(xⱼ)`.
//
// Guess: what does that formula give for the scores 1000, 1001 and 1002, computed exactly as it stands?

// %%
const large = tf.tensor1d([1000, 1001, 1002]);
const naive = tf.div(tf.exp(large), tf.sum(tf.exp(large)));
console.log("as it stands:          ", JSON.stringify(Array.from(await naive.data(), String)));

const shifted = tf.exp(tf.sub(large, tf.max(large)));
const careful = await tf.div(shifted, tf.sum(shifted)).data();
console.log(
  "less the maximum first:",
  JSON.stringify(Array.from(careful, (p) => p.toFixed(3))),
);

// %% [markdown]
// exp(1000) is more than a float can hold: Infinity / Infinity is not a number. Subtracting the same number from all
// scores divides numerator and denominator by the same factor, so it changes nothing but the size.
//
// **Your turn.** Write `softmax` for tensors with any number of axes, along the last one.

// %%
await check("softmax");

// %%
await hint("softmax");

// %% [markdown]
// ## How wrong? Cross-entropy
//
// The model said p for the token that really came. Its loss is **−ln p**: 0 if it was certain, ln 65 ≈ 4.17 if it
// guessed among 65 (say, the characters of a play), and without limit if it was sure of something else. It is the
// surprise, in **nats**.

// %%
const p = Array.from({ length: 99 }, (_, i) => (i + 1) / 100);
show(lines([{ name: "−ln p", x: p, y: p.map((chance) => -Math.log(chance)) }], {
  title: "The loss of one prediction", x: "probability given to what really came", y: "loss (nats)",
}));

// %% [markdown]
// **Your turn:** `crossEntropy`, the mean over all rows, from scores (not from probabilities: the logarithm of a tiny
// probability that was rounded to 0 is −∞; work with the shifted scores).

// %%
await check("crossEntropy");

// %%
await hint("crossEntropy");

// %% [markdown]
// Now its gradient. It comes out beautifully: for each row, **probabilities less the one-hot target**. The score of
// the right token is pushed up by what was missing to 1, every other one down by what it took.
//
// **Your turn:** `crossEntropyGradient`. You are given the probabilities, so that a slip in softmax does not count
// twice. (A loss that is a mean over n rows gives every row 1/n of the say.)

// %%
await check("crossEntropyGradient");

// %% [markdown]
// And one **step of gradient descent**: every parameter goes a little against its gradient. Here it is written out
// for the smallest case there is, a line through points: chain rule, the sum over rows for the bias, and the step.

// %%
await check("gradientDescentStep");

// %%
await hint("gradientDescentStep");

// %% [markdown]
// ## Your code learns
//
// The smallest language model there is: one table of scores, a row for each character, a column for each character
// that may come next. **Your** cross-entropy is its loss (`mine(…)` gives your function once it passes, and the
// library's until then), `tf.grad` walks back over what you wrote, and the step goes against the gradient. The text
// is made by rules, so it costs no download.

// %%
const corpus = embeddedCorpus({ characters: 8_000, seed: 1 });
const tokenizer = CharTokenizer.train(corpus.text);
const ids = tokenizer.encode(corpus.text);
const V = tokenizer.vocabularySize;
console.log(corpus.text.slice(0, 160));
console.log(`${V} different characters, so chance is ln ${V} = ${Math.log(V).toFixed(2)}`);

// %% [markdown]
// How good can such a table get? As good as counting: which character follows which, and how often. The entropy of those
// shares is the **floor**. Guess how far under chance it is.

// %%
const counts = Array.from({ length: V }, () => new Array<number>(V).fill(0)); // [this character, the next one]
for (let i = 0; i + 1 < ids.length; i++) counts[ids[i]][ids[i + 1]]++;
let floor = 0;
for (const row of counts) {
  const sum = row.reduce((a, b) => a + b, 0);
  for (const count of row)
    if (count > 0) floor -= (count / (ids.length - 1)) * Math.log(count / sum);
}
console.log(`the best that a table of pairs can reach: ${floor.toFixed(3)} nats per character`);

// %%
const crossEntropy = await mine("crossEntropy");
const inputs = tf.tensor1d(ids.slice(0, -1), "int32");
const targets = tf.tensor1d(ids.slice(1), "int32");
const lossOf = (table: tf.Tensor): tf.Scalar => crossEntropy(embedding(table, inputs), targets);

const learningRate = 50; // large, since each row of the table gets only its own characters' share of the gradient
let table: tf.Tensor = tf.zeros([V, V]);
const losses: number[] = [];
for (let step = 0; step < steps(400); step++) {
  const { value, grad } = tf.valueAndGrad(lossOf)(table);
  const next = tf.sub(table, tf.mul(grad, learningRate)); // the step: against the gradient
  losses.push((await value.data())[0]);
  tf.dispose([table, value, grad]);
  table = next;
}
show(lossCurve({ losses, floor, title: "One table learns which character follows which" }));
console.log(
  `from ${losses[0].toFixed(3)} to ${losses.at(-1)!.toFixed(3)}; the floor is ${floor.toFixed(3)}`,
);
shouldSee("loss above the floor", losses.at(-1)! - floor, {
  from: 0,
  to: 0.1,
  ifNot:
    "below 0: is the loss the mean over all rows? above: does the gradient reach the table, was the loop cut short?",
});

// %% [markdown]
// It began at chance, ln V, and went down to what counting reaches: gradient descent has *found* the counts. What has it
// learned? Your softmax turns its scores into probabilities.

// %%
const softmax = await mine("softmax");
const chances = (await softmax(table).array()) as number[][];
const common = [..."abcdefghijklmnoprstuw .\n"].filter((character) =>
  corpus.text.includes(character),
);
const idsOf = common.map((character) => tokenizer.encode(character)[0]);
show(heatmap(idsOf.map((from) => idsOf.map((to) => chances[from][to])), {
  title: "Which character follows which", value: "probability", numbers: false,
  y: "this character", rows: common, x: "the next one", columns: common,
}));

// %%
const random = new Random(4);
let written = "T";
while (written.length < 160) {
  const [last] = tokenizer.encode(written.at(-1)!);
  written += tokenizer.token(
    random.choice(
      chances[last].map((_, id) => id),
      chances[last],
    ),
  );
}
console.log(written);

// %% [markdown]
// Not English yet: it sees one character at a time and forgets everything before. The rest of the course is about
// looking further back.
//
// **What you should see:** a curve that starts at ln V and bends down to the dashed floor within some hundred steps,
// a map in which `h` is what follows `t` most often, and text that can nearly be pronounced. *Yours differs?* If the
// curve does not move, the gradient does not reach the table; if it goes below the floor, the loss is not a mean over
// all rows.
//
// ## Recall
//
// 1. Why does the gradient of a bias sum over the rows of the batch?
// <details><summary>Answer</summary>
// Broadcasting used it once for each row. What is used several times gets the sum of the gradients of all its uses.
// </details>
//
// 2. Softmax of [3, 4] and of [103, 104]: which is larger at the second place?
// <details><summary>Answer</summary>
// They are equal. Adding one number to all scores changes nothing, which is why the maximum may be subtracted.
// </details>
//
// 3. A model gives the right token the probability 1/V at each position. What is its loss, and what is the gradient
// of the right token's score?
// <details><summary>Answer</summary>
// ln V. And 1/V − 1, divided by the number of rows: probabilities less one-hot.
// </details>
//
// ## Where to read on
//
// - Karpathy, *micrograd* and *The spelled-out intro to neural networks and backpropagation*: the same chain rule, from nothing.
// - The code behind this lesson: [lib/tensor/softmax.ts](../lib/tensor/softmax.ts) and
//   [lib/tensor/crossEntropy.ts](../lib/tensor/crossEntropy.ts), one screen each.
// - Next in this edition: [03 · Tokenization](03-tokenization.ipynb), how text becomes numbers; who is in a hurry for attention
//   goes on with [05 · Attention](05-attention.ipynb).
