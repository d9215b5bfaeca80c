// ---
// jupyter:
//   kernelspec:
//     display_name: TypeScript (tslab)
//     language: typescript
//     name: tslab
// ---

// %% [markdown]
// # 04 · Embeddings
//
// A network counts with numbers, and "queen" is none. So each word becomes a list of numbers, a **vector**, and the hope
// is that words of like meaning get like vectors. Nobody writes these vectors down: they are learned, from nothing but
// which words stand together. In the second half of the lesson a word learns something else: *where* it stands.
//
// **After this lesson you can**
// - look vectors up, and say why that is a matrix product;
// - learn vectors of words from text, and find neighbours and analogies among them;
// - find in them what you would rather not have learned;
// - show that attention does not see the order of words, and put it into their vectors in three ways;
// - say which of the three fails on a text that is longer than any it was trained on, and why.
//
// *From lesson 03:* model A has a loss of 2.1 nats for each token, model B of 4.3, on the same text. Which is better?
// <details><summary>Answer</summary>
// Nobody can say. B's tokens may be three times as long as A's. Divide each model's total loss by the text's bytes
// first.
// </details>
//
// Reading and doing: one and a half to two hours; a good place to rest is before *Order*. Waiting: under a minute.

// %%
import * as tf from "@tensorflow/tfjs-core";
import {
  analogyCorpus, bars, biasProbe, CharTokenizer, embeddedCorpus, embedding as lookUp, embeddingScatter, GPT,
  type GPTConfig, groupedBars, heatmap, lines, LiveComparison, oneHotEmbedding, pca, Random, rotaryAngles,
  scaledDotProductAttention, show, skipGramPairs, train, trainWordVectors, useEngine, wordArrows,
} from "byhand";
import { check, hint, mine, shouldSee, steps } from "byhand-course";

console.log(String(await useEngine()));

// %% [markdown]
// # Meaning
//
// ## From a number to a vector
//
// A tokenizer gives each word a number, its **id**: cat 0, dog 1, king 2. These numbers are names, as on football
// shirts: dog is not "more" than cat. A vector that says just as little is the **one-hot** vector, a 1 at the id and 0
// elsewhere.
//
// By hand: how far is [1, 0, 0] from [0, 1, 0], and how far from [0, 0, 1]? What are their dot products?
// <details><summary>Answer</summary>
// √2 and √2; 0 and 0. Every word is as far from every other: no meaning is in there, and room for none.
// </details>
//
// An **embedding** gives each word a vector of its own with fewer numbers, all of them in use: the rows of a table.
// Looking a row up is a matrix product with the one-hot vector, since all rows but one are multiplied with 0:
//
// ```
//                 1   2
//    0  0  1   ·  3   4   =   5  6         onehot(king) · table = row "king"
//                 5   6
// ```
//
// So a table is just another layer of weights, and gradients flow into it as into any other. If "cat" is used twice, and
// one use asks for the gradient [1, 0], the other for [0, 2], then its row gets their sum, [1, 2]. An unused row gets 0.
//
// **Your turn:** write `embedding` as a product, in [exercises/04-embeddings.ts](../exercises/04-embeddings.ts).

// %%
await check("embedding");

// %%
await hint("embedding");

// %% [markdown]
// The library does not multiply by all those zeros: it copies the rows. Is it really the same? And what does it save?
// Guess: by how much is the copy faster for a vocabulary of 5000 words, 64 numbers each?

// %%
const embedding = await mine("embedding");
const random = new Random(4);
const gaussian = (...shape: number[]): tf.Tensor =>
  tf.tensor(Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.normal()), shape);

const large = gaussian(5000, 64); // [vocabulary, hidden]
const places = tf.tensor1d(Array.from({ length: 1000 }, () => random.integer(5000)), "int32");
const off = tf.max(tf.abs(tf.sub(embedding(large, places), lookUp(large, places))));
shouldSee("largest difference of product and copy", (await off.data())[0], {
  from: 0, to: 1e-6, ifNot: "does the product pick rows?",
});

async function milliseconds(run: () => tf.Tensor): Promise<number> { // the median of nine
  const times: number[] = [];
  for (let i = 0; i < 10; i++) {
    const start = performance.now();
    const result = run();
    await result.data();
    result.dispose();
    if (i > 0) times.push(performance.now() - start); // the first run sets things up
  }
  return times.sort((a, b) => a - b)[4];
}
const product = await milliseconds(() => tf.tidy(() => oneHotEmbedding(large, places)));
const copy = await milliseconds(() => tf.tidy(() => lookUp(large, places)));
console.log(`1000 words: ${product.toFixed(1)} ms by the product, ${copy.toFixed(2)} ms by copying rows`);

// %% [markdown]
// The product does 5000 times as much arithmetic, but is not 5000 times slower: matrix products are what the machine
// does best. The copy also saves the one-hot matrix: 1000 × 5000 numbers, 20 MB, nearly all of them 0. So the product
// explains, the copy is what one runs.
//
// ## A word is known by the company it keeps
//
// What belongs here: "the ___ wore her golden crown"? You know at once, from the words around it. The idea is J. R.
// Firth's, from 1957: words that stand in like company have like meanings. That can be learned from text alone. Ours is
// made for the lesson, of simple sentences.

// %%
const corpus = analogyCorpus();
console.log(corpus.message);
for (const sentence of corpus.sentences.slice(0, 8)) console.log("  " + sentence.join(" "));

// %% [markdown]
// **Skip-gram** makes pairs of them: each word (the *center*) with each word that stands up to a few places away (its
// *context*). How many pairs has a sentence of three words with a window of 1? Guess, then run.

// %%
const shortSentence = ["queen", "wore", "crown"];
const { centers, contexts } = skipGramPairs([[0, 1, 2]], { window: 1 });
console.log(Array.from(centers, (id, i) => `${shortSentence[id]} → ${shortSentence[contexts[i]]}`).join(", "));

// %% [markdown]
// Every word has two vectors: one as a center, v, one as a context, u. Their dot product is the score of the pair, and
// σ(u · v), with σ(x) = 1/(1 + e⁻ˣ), is the model's belief that the two have been seen together. It should be near 1 for
// pairs from the text. But with that alone all vectors would grow into one direction, and everything would fit
// everything. So each pair comes with k words that were drawn at random, the **negatives**, whose scores should be low.
// With nₖ for the context vector of the k-th drawn word, and σ(−x) = 1 − σ(x):
//
// ```
//    loss = −mean [ log σ(u · v)  +  Σₖ log σ(−nₖ · v) ]
// ```
//
// By hand: at the start all u are 0, so all scores are 0 and σ = ½. With five negatives, what is the loss?
// <details><summary>Answer</summary>
// −6 · log ½ = 6 · 0.693 = 4.16: six times "no idea". (Learning does not get stuck there: the v are random, so the u
// have something to move towards.)
// </details>
//
// **Your turn:** `skipGramLoss`.

// %%
await check("skipGramLoss");

// %%
await hint("skipGramLoss");

// %% [markdown]
// Now learn: 32 numbers for each of some 400 words, with **your** look-up and **your** loss. It should be 4.16 at the
// first step; the curve is a moving average, and so starts lower.

// %%
const skipGramLoss = await mine("skipGramLoss");
const learning = new LiveComparison(["skip-gram"], { title: "Learning the company of words" });
const { vectors, losses, seconds } = await trainWordVectors(corpus.sentences, {
  steps: steps(2000), parts: { embedding, skipGramLoss }, onProgress: learning.of("skip-gram"),
});
learning.finish();

// %%
const mean = (numbers: number[]): number => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
shouldSee("loss at the first step", losses[0], { from: 4.15, to: 4.17, ifNot: "is the loss summed over the negatives?" });
shouldSee("loss over the last 100 steps", mean(losses.slice(-100)), {
  from: 1.2, to: 1.4, ifNot: "was it stopped early? does the minus sign stand at the negatives' scores?",
});
console.log(`${vectors.words.length} words, ${seconds.toFixed(0)} s`);

// %% [markdown]
// Why does it stop far above 0? A word has many neighbours, so none is certain, and a drawn "negative" may be a true
// neighbour as well: "the" is drawn often. 1.29 is good; vectors are judged by what they can do.
//
// ## The same direction
//
// What is alike among 400 vectors? Skip-gram compared by dot products, so let us try that. Which words would you expect
// closest to "king"?

// %%
const table = vectors.matrix; // [words, 32]
const king = vectors.id("king");
async function best(scores: tf.Tensor, count: number): Promise<string> {
  const { values, indices } = tf.topk(scores, count);
  const [numbers, ids] = [await values.data(), await indices.data()];
  return Array.from(ids, (id, i) => `${vectors.words[id]} ${numbers[i].toFixed(2)}`).join(", ");
}
const kingVector = tf.reshape(tf.slice(table, [king, 0], [1, -1]), [-1]); // [32]
const products = tf.sum(tf.mul(table, kingVector), -1); // [words]
console.log("by dot product:", await best(products, 8));

// %% [markdown]
// After the king himself that is what he sits on, wears and signs: his company, not his like. A dot product is `|a| |b|
// cos(angle)`: whoever is long gets a high score with everybody on its side. And the vectors *are* of very different
// lengths. Guess which is the shortest, and why: king, queen, man, wore, throne, crown, treaty or the?

// %%
const lengthOf = (await tf.norm(table, "euclidean", -1).array()) as number[];
const eight = ["king", "queen", "man", "wore", "throne", "crown", "treaty", "the"];
show(bars(vectors.ids(eight).map((id) => lengthOf[id]), eight, { title: "Lengths of vectors", y: "length" }));
shouldSee('length of "crown" over that of "the"', lengthOf[vectors.id("crown")] / lengthOf[vectors.id("the")], {
  from: 1.8, to: 4, ifNot: "was the training stopped early?",
});

// %% [markdown]
// "crown" and "throne" stand in few kinds of sentences, always the same, and point there with all their might. "the"
// stands everywhere, so it can't point anywhere.
//
// For *meaning* one asks for the direction alone: the **cosine** of the angle, `a · b / (|a| |b|)`. Training used the
// dot product, since there a long vector is what makes a prediction sure. Comparing uses the cosine. The two are often
// confused, and no shape gives it away.
//
// **Your turn:** `cosineSimilarity`.

// %%
await check("cosineSimilarity");

// %%
await hint("cosineSimilarity");

// %%
const cosineSimilarity = await mine("cosineSimilarity");
console.log("by cosine:", await best(cosineSimilarity(table, kingVector), 8));

// %% [markdown]
// Better: queen is up there. But the first one is the king himself, as sure as can be, and tells nothing.
//
// **Your turn:** `nearestNeighbours`, by cosine and without the word itself.

// %%
await check("nearestNeighbours");

// %%
await hint("nearestNeighbours");

// %%
const nearestNeighbours = await mine("nearestNeighbours");
for (const word of ["king", "paris", "walked", "mice", "nurse", "happy"]) {
  const { ids } = nearestNeighbours(table, vectors.id(word), { count: 6 });
  console.log(word.padEnd(8) + Array.from(await ids.data(), (id) => vectors.words[id]).join(", "));
}

// %% [markdown]
// Cities beside cities, things beside things of which there are many, moods beside moods. And words that do not mean the
// same, but stand in the same sentences: "walked" has "along" about it. Skip-gram knows company, and nothing else.
//
// ## A map one can turn
//
// 32 dimensions can't be drawn. **Principal components** are the directions in which the vectors differ most: look along
// the first three of them. Guess before you look: of people, occupations, countries, capitals, verbs and things, which
// lie apart, which are mixed?

// %%
const { men, women, countries, capitals, present, past, singular, plural, occupations } = corpus.groups;
const few = (words: string[]): string[] => words.filter((_, i) => i % 4 === 1); // the 2nd, 6th, 10th …
const groups = {
  people: [...few(men), ...few(women)], occupations: few(occupations), countries: few(countries), capitals: few(capitals),
  verbs: [...few(present), ...few(past)], things: [...few(singular), ...few(plural)],
};
const shown = Object.entries(groups).flatMap(([group, words]) => words.map((word) => ({ word, group })));
const space = pca(await vectors.rows(shown.map(({ word }) => word)), { components: 3 });
show(embeddingScatter(space.points, shown.map(({ word }) => word), {
  groups: shown.map(({ group }) => group), title: "Words in three of 32 dimensions",
  axes: ["1st component", "2nd component", "3rd component"], views: 10,
}));
console.log(`these three show ${(100 * space.explained.reduce((a, b) => a + b)).toFixed(0)} % of the variance`);

// %% [markdown]
// Drag the slider: what seems one heap from one side, people and verbs, is two from another. Verbs stand by themselves,
// and so do things, places and people, with the occupations among them. And a good part of what distinguishes the words
// is in none of the three directions: a map can show that words lie apart, never that they are close.
//
// ## king − man + woman
//
// Look at two groups from close up, along the two directions in which *they* differ most. An arrow leads from each
// country to its capital. Guess: do the arrows have anything in common?

// %%
async function showSteps(first: string, second: string): Promise<void> {
  const [from, to] = [corpus.groups[first].slice(0, 7), corpus.groups[second].slice(0, 7)];
  const flat = pca(await vectors.rows([...from, ...to]));
  show(wordArrows(from.map((word, i) => ({
    words: [word, to[i]] as const, from: flat.points[i], to: flat.points[from.length + i], kind: `${first} → ${second}`,
  })), {
    title: `From ${first} to ${second}`,
    axes: flat.explained.map((share, i) => `component ${i + 1} (${(100 * share).toFixed(0)} % of the variance)`),
  }));
  const arrows = tf.sub(await vectors.rows(to), await vectors.rows(from)); // [7, 32]
  const cosines = cosineSimilarity(tf.expandDims(arrows, 1), tf.expandDims(arrows, 0)); // [7, 7], 1 with themselves
  const others = ((await tf.sum(cosines).data())[0] - from.length) / (from.length * (from.length - 1));
  console.log(`mean cosine of two different arrows, in all 32 dimensions: ${others.toFixed(2)}`);
}
await showSteps("countries", "capitals");

// %% [markdown]
// All nearly the same arrow! And not on the map alone: in all 32 dimensions their mean cosine is 0.92 (unrelated: 0).
// Nobody ever told the model that Rome is to Italy what Paris is to France. But cities are in one kind of sentences and
// countries in another, and that difference is the same for all.
//
// So one can *calculate*: take the step from "man" to "king" and begin at "woman": king − man + woman. (All three scaled
// to length 1, so that none shouts the others down.) Guess what comes out first.

// %%
const unit = tf.div(table, tf.norm(table, "euclidean", -1, true)); // [words, 32], all of length 1
const [man, kingUnit, woman] = ["man", "king", "woman"].map((word) => tf.slice(unit, [vectors.id(word), 0], [1, -1]));
const target = tf.reshape(tf.add(tf.sub(kingUnit, man), woman), [-1]); // [32]
console.log(await best(cosineSimilarity(table, target), 5));

// %% [markdown]
// The queen! But right after her the *king*, of whom we came: the step from man to woman is short, so that king − man +
// woman is still near king. In our clean little text the queen wins. In vectors of real text the king himself comes
// first as a rule (Linzen 2016), and whoever shows "king − man + woman = queen" has left out the three words of the
// question. Few say so.
//
// **Your turn:** `analogy`, which leaves them out.

// %%
await check("analogy");

// %%
await hint("analogy");

// %%
const analogy = await mine("analogy");
async function answer(a: string, b: string, c: string): Promise<string> {
  const { ids } = analogy(table, [vectors.id(a), vectors.id(b), vectors.id(c)]);
  return vectors.words[(await ids.data())[0]];
}
for (const [a, b, c] of [["man", "king", "woman"], ["france", "paris", "japan"], ["sing", "sang", "swim"],
  ["cat", "cats", "mouse"]]) {
  console.log(`${a} is to ${b} as ${c} is to ${await answer(a, b, c)}`);
}

// %% [markdown]
// Four examples prove nothing: one finds four for anything. The corpus comes with 360 questions. How many are right? And
// how many without leaving the question's words out, or by dot products of vectors as they are?

// %%
type Question = [a: string, b: string, c: string, d: string];
/** How many questions are answered right, in %. */
async function share(questions: Question[], idOf: (question: number[]) => tf.Tensor): Promise<number> {
  let right = 0;
  for (const question of questions) {
    const [id] = await tf.tidy(() => idOf(question.map((word) => vectors.id(word)))).data();
    if (vectors.words[id] === question[3]) right++;
  }
  return (100 * right) / questions.length;
}
const row = (of: tf.Tensor, id: number): tf.Tensor => tf.slice(of, [id, 0], [1, -1]);
const step = (of: tf.Tensor, [a, b, c]: number[]): tf.Tensor =>
  tf.reshape(tf.add(tf.sub(row(of, b), row(of, a)), row(of, c)), [-1]);
const ways: Record<string, (question: number[]) => tf.Tensor> = {
  "your analogy": ([a, b, c]) => analogy(table, [a, b, c]).ids,
  "nothing left out": (question) => tf.topk(cosineSimilarity(table, step(unit, question)), 1).indices,
  "dot products": ([a, b, c]) => {
    const scores = tf.sum(tf.mul(table, step(table, [a, b, c])), -1);
    const isAsked = vectors.words.map((_, id) => [a, b, c].includes(id));
    return tf.topk(tf.where(tf.tensor1d(isAsked, "bool"), -1e6, scores), 1).indices;
  },
};
const kinds = Object.keys(corpus.questions) as (keyof typeof corpus.questions)[];
const results: { name: string; values: number[] }[] = [];
for (const [name, way] of Object.entries(ways)) {
  const values: number[] = [];
  for (const kind of kinds) values.push(await share(corpus.questions[kind], way));
  results.push({ name, values });
}
show(groupedBars(results, kinds, { title: "Analogies answered right", y: "%" }));
shouldSee("right answers of your analogy, in %", mean(results[0].values), {
  from: 90, to: 100, ifNot: "was the training stopped early?",
});
shouldSee("right answers by dot products, in %", mean(results[2].values), {
  from: 60, to: 90, ifNot: "was the training stopped early?",
});

// %% [markdown]
// 99 % by yours, 96 % with nothing left out, 74 % by dot products. Careful with what this proves: our text was made so
// that analogies are in it. In real text they are fainter: the first skip-gram vectors with negatives answered 61 % of
// such questions (Mikolov and others, 2013), GloVe's 75 % (Pennington and others, 2014).
//
// ## What else has it learned?
//
// A text also says who is *usually* called what. In ours we have **planted** something: in sentences on six of the
// occupations the pronoun is "he" (or him, his) in 80 of 100 cases, on six others it is "she", and on four neither is
// favoured. The pronoun in the sentence is all there is. Can you find it in the vectors?
//
// Take the direction that leads from the ten words for women to the ten for men, and see how far each occupation lies
// along it: the **lean** of a word, the mean of its cosines with one group, less that with the other. A lean of some
// 0.05 can be chance, so don't trust single words.

// %%
const poles = { from: corpus.groups.women, to: corpus.groups.men };
const names = corpus.occupations.map(({ word }) => word);
const leans = await biasProbe(vectors, names, poles);
const sorted = [...leans].sort((a, b) => a.lean - b.lean);
show(bars(sorted.map(({ lean }) => lean), sorted.map(({ word }) => word), {
  title: "Which way an occupation leans", y: "to women (−)     lean     to men (+)",
}));

// %% [markdown]
// Now open what was planted, and look again.
// <details><summary>What was planted</summary>
// "he" in 80 % of the sentences: nurse, secretary, dancer, librarian, florist, singer. "she" in 80 %: pilot, carpenter,
// engineer, plumber, judge, farmer. Half and half: teacher, doctor, baker, painter. (Against what one may expect, on
// purpose.)
// </details>
//
// An accident of the words? The same text without the planted bias, vectors learned anew:

// %%
const fair = analogyCorpus({ bias: 0.5 });
const both = new LiveComparison(["with the bias", "without"], { title: "The same text, but for the bias" });
both.add("with the bias", losses);
const control = await trainWordVectors(fair.sentences, { steps: steps(2000), onProgress: both.of("without") });
both.finish();
const controlLeans = await biasProbe(control.vectors, names, poles);
control.vectors.dispose();
control.contexts.dispose();

// %%
const planted = [0.8, 0.5, 0.2];
const ofKind = (all: { lean: number }[], he: number): number =>
  mean(all.filter((_, i) => Math.abs(corpus.occupations[i].he - he) < 0.01).map(({ lean }) => lean));
console.log("mean lean to men      with the bias   without");
["80 % he", "half and half", "80 % she"].forEach((name, i) => {
  const [biased, fairly] = [leans, controlLeans].map((all) => ofKind(all, planted[i]).toFixed(3).padStart(10));
  console.log(name.padEnd(20) + biased + "    " + fairly);
});
shouldSee("lean of the six that were planted to he, above those to she", ofKind(leans, 0.8) - ofKind(leans, 0.2), {
  from: 0.1, to: 0.25, ifNot: "was the training stopped early?",
});
shouldSee("the same without the planted bias", ofKind(controlLeans, 0.8) - ofKind(controlLeans, 0.2), {
  from: -0.05, to: 0.05, ifNot: "was the training stopped early?",
});

// %% [markdown]
// What was in the text is in the vectors, and whatever is built on them inherits it. You have met it before: all the
// occupations beside "king", and nearly all beside "nurse", were from the six with "he"; all those after king − man +
// woman from the six with "she". In vectors from newspapers such a probe finds that "homemaker" leans to women and
// "architect" to men (Bolukbasi and others, 2016); in vectors from the web the lean follows the true shares of men and
// women in these jobs (Caliskan and others, 2017). A model does not know which regularities it ought not to take over.
//
// # Order
//
// ## Attention does not see it
//
// "the dog bites the man" and "the man bites the dog" have the same words, and so the same vectors. What reads them must
// know their order. The heart of a transformer is **attention**; lesson 05 takes it to pieces, here three sentences do:
// each word asks all words how well their vectors fit its own, by dot products. A softmax makes shares of that. And the
// word becomes the mean of all words' vectors, weighted with these shares.
//
// Guess: a sentence goes through attention. Now shuffle its words. What happens to the new vector of "crown"?

// %%
const sentence = ["the", "queen", "wore", "her", "golden", "crown"];
const shuffled = ["crown", "her", "the", "golden", "queen", "wore"];
const attend = (x: tf.Tensor): tf.Tensor => scaledDotProductAttention(x, x, x).output; // [time, 32] → [time, 32]
const vectorsOf = (words: string[]): tf.Tensor => embedding(table, tf.tensor1d(vectors.ids(words), "int32"));

/** How far each word's result moves when the words are shuffled. */
async function moves(before: tf.Tensor, after: tf.Tensor): Promise<number[]> {
  const matched = embedding(after, tf.tensor1d(sentence.map((word) => shuffled.indexOf(word)), "int32"));
  return Array.from(await tf.norm(tf.sub(matched, before), "euclidean", -1).data());
}
const moved = await moves(attend(vectorsOf(sentence)), attend(vectorsOf(shuffled)));
console.log(sentence.map((word, i) => `${word} ${moved[i].toFixed(6)}`).join("   "));
shouldSee("largest move of a word", Math.max(...moved), { from: 0, to: 1e-4, ifNot: "are results compared word by word?" });

// %% [markdown]
// Nothing. A mean does not ask who came first: attention sees a *bag* of words. (A model that writes also has a
// **mask**: each word sees only itself and those before it. Of that, more below.) So the order must be put into the
// vectors. Two ways are in use:
//
// - **Add** to each word's vector a vector of its place, before anything else: x + P. Then everything that is made of x,
//   scores included, can depend on the place.
// - **Turn** the vectors with which words ask (*queries*) and are asked (*keys*) by an angle that belongs to the place.
//   The vectors that are handed over (*values*) stay as they are: how well two words fit should depend on how far they
//   are apart, what a word *means* should not.
//
// In a model these three are made of x by a learned matrix each, Wq, Wk and Wv. And scores are divided by √size before
// the softmax, so that long vectors do not give everything to one word.
//
// Guess: what if one adds P *after* attention? What if one turns the values too?
// <details><summary>Then look</summary>
// After attention it is too late: the words have been mixed already, as a bag. (Try it: the shares do not change at
// all.) A turned value would arrive as a mixture of the word and the place where it stood: the same word would bring
// something else from each place.
// </details>
//
// **Your turn:** `placedAttention`, with both ways. Scores, √size and softmax are given, as `attend`.

// %%
await check("placedAttention");

// %%
await hint("placedAttention");

// %% [markdown]
// ## A place as a vector: clocks
//
// Which vectors? The place's number itself, 0, 1, 2, …, would be larger than any word's numbers by place 100. The first
// transformer (2017) took **clocks**. Read together, their hands tell every place apart, as hours, minutes and seconds
// do, and no number is ever larger than 1.
//
// `P[p, 2i] = sin(p / 10000^(2i/size))`, `P[p, 2i + 1] = cos(p / 10000^(2i/size))`: sine and cosine are the two
// coordinates of hand i, which turns once in 2π · 10000^(2i/size) places. With size 16: in 6.3, 20, 63, … 19,869.
//
// **Your turn:** `sinusoidalPositions`. Mind the order: sin, cos, sin, cos, … Some write all sines first; a model
// trained with the one order can't be run with the other.

// %%
await check("sinusoidalPositions");

// %%
await hint("sinusoidalPositions");

// %% [markdown]
// Guess what they look like as an image, a row for each place, before you run the cell.

// %%
const sinusoidalPositions = await mine("sinusoidalPositions");
const clocks = sinusoidalPositions(tf.range(0, 24, 1, "int32"), 16); // [place, feature]
show(heatmap((await clocks.array()) as number[][], {
  title: "Sinusoidal positions", y: "place", x: "feature", value: "value", numbers: false,
}));

// %% [markdown]
// Fast hands to the left, slow ones to the right. Those on the far right hardly move in 24 places: their sines stay
// near 0, their cosines near 1, hence the stripes. And which places are *alike*? Take the dot products of places 3 and
// 15 with those just after them. Guess: does it matter where two places are, or only how far apart?

// %%
const alikeness = (await tf.matMul(clocks, clocks, false, true).array()) as number[][]; // [place, place]
for (const place of [3, 15]) {
  const after = [0, 1, 2, 3, 4, 5].map((distance) => alikeness[place][place + distance].toFixed(3));
  console.log(`place ${String(place).padStart(2)} with the places 0 to 5 after it: ${after.join("  ")}`);
}

// %% [markdown]
// Only how far apart: sin a sin b + cos a cos b = cos(a − b). That is why it is sines *and* cosines.
// (The products fall, but rise again at 4 and 5: the fastest hand has nearly come round.)
//
// Does attention see the order now? The sentence from above, with places:

// %%
const six = sinusoidalPositions(tf.range(0, 6, 1, "int32"), 32);
const movedNow = await moves(attend(tf.add(vectorsOf(sentence), six)), attend(tf.add(vectorsOf(shuffled), six)));
console.log(sentence.map((word, i) => `${word} ${movedNow[i].toFixed(2)}`).join("   "));
const tooLate = await moves(tf.add(attend(vectorsOf(sentence)), six), tf.add(attend(vectorsOf(shuffled)), six));
console.log(sentence.map((word, i) => `${word} ${tooLate[i].toFixed(2)}`).join("   "), "  (added after attention)");

// %% [markdown]
// The second line is a trap! Results differ too when P is added after attention. But look what differs: each word
// carries its own new place, and that is all; what attention mixed is the same bag as before. One number is not enough
// to tell; the shares are.

// %%
const sharesOf = (x: tf.Tensor): tf.Tensor => scaledDotProductAttention(x, x, x).weights; // [query, key]
const crownOnWords = async (words: string[], x: tf.Tensor): Promise<number[]> => {
  const all = (await sharesOf(x).array()) as number[][];
  return sentence.map((word) => all[words.indexOf("crown")][words.indexOf(word)]);
};
const scale = 0.3; // the words' vectors are long: shorter ones, for shares that are less sure
const short = (words: string[]): tf.Tensor => tf.mul(vectorsOf(words), scale);
show(groupedBars([
  { name: "P after", values: await crownOnWords(sentence, short(sentence)) }, // the shares are as without P
  { name: "P after, shuffled", values: await crownOnWords(shuffled, short(shuffled)) },
  { name: "P before", values: await crownOnWords(sentence, tf.add(short(sentence), six)) },
  { name: "P before, shuffled", values: await crownOnWords(shuffled, tf.add(short(shuffled), six)) },
], sentence, { title: 'Shares of "crown"', x: "word", y: "share" }));

// %% [markdown]
// Compare the bars in pairs: with P after, shuffling changes nothing; with P before, it does.
//
// ## Turning: rotary positions
//
// If only distances matter, why not build that in? **Rotary** positions (2021, now in most models) turn queries and keys
// like hands of clocks: features in pairs, each pair by its own speed times the place. The dot product of two turned
// vectors depends on the *difference* of their angles, and so on the distance of the places alone.
//
// Which features make a pair? The paper pairs neighbours (0, 1), (2, 3), …; Llama and most code pair the **halves**:
// feature i with i + size/2. Both are fine, as long as one stays with it. A checkpoint that was trained with one and run
// with the other writes nonsense, and no shape gives it away.
//
// By hand: the pair (1, 0) is turned by 90°, to where?
// <details><summary>Answer</summary>
// (1 · cos 90° − 0 · sin 90°, 1 · sin 90° + 0 · cos 90°) = (0, 1).
// </details>
//
// **Your turn:** `rotate`, with halves. Cosines and sines of the angles are handed to you.

// %%
await check("rotate");

// %%
await hint("rotate");

// %% [markdown]
// Guess: a query at place 5 and a key at place 2 have some score. What is it at 25 and 22? At 105 and 102? At 105 and 2?

// %%
const rotate = await mine("rotate");
const [query, key] = [gaussian(1, 1, 1, 16), gaussian(1, 1, 1, 16)]; // [batch, heads, time, head size]
const turnedTo = (x: tf.Tensor, place: number): tf.Tensor => rotate(x, rotaryAngles(tf.tensor1d([place], "int32"), 16));
const score = async (at: number, from: number): Promise<number> =>
  (await tf.sum(tf.mul(turnedTo(query, at), turnedTo(key, from))).data())[0];
const scores: number[] = [];
for (const [at, from] of [[5, 2], [25, 22], [105, 102], [105, 2]]) {
  scores.push(await score(at, from));
  console.log(`query at ${at}, key at ${from}: ${scores.at(-1)!.toFixed(4)}`);
}
shouldSee("change of the score when both move by 100", Math.abs(scores[2] - scores[0]), {
  from: 0, to: 1e-3, ifNot: "is each pair turned, both of its features?",
});

// %% [markdown]
// As an image: the same vector at 24 places, its scores with itself. Guess what it looks like, from what you have just
// seen.

// %%
const everywhere = rotate(tf.ones([1, 1, 24, 16]), rotaryAngles(tf.range(0, 24, 1, "int32"), 16));
const turnedRows = tf.reshape(everywhere, [24, 16]);
show(heatmap((await tf.matMul(turnedRows, turnedRows, false, true).array()) as number[][], {
  title: "Rotary: one word's score with itself, from place to place", y: "query's place", x: "key's place",
  value: "score", numbers: false,
}));

// %% [markdown]
// Stripes along the diagonal: the distance alone. And a word's own score is highest with its nearest copies; farther off
// it rises again where the fast hand comes round. (That is where it *begins*; a model learns queries and keys that want
// something else, such as "three places back".)
//
// ## The third way: learn them
//
// GPT-2 has no formula. It has a second table, a vector for each place, learned like those of the words. It is added
// like sinusoids. Simple, and a hard limit: place 1024 has no row. Keep that in mind.
//
// ## The race
//
// Now train. Where does order matter more than in *spelling*? A small GPT (one block, 64 features, four heads) reads the
// course's made stories letter by letter, 32 letters at a time, and predicts the next one. Look-up, clocks and
// turning are **yours**. Five runs that differ in nothing but positions:
//
// - **none**;
// - **learned**: a table;
// - **sinusoidal**: added as they are;
// - **sinusoidal, words × 8**: as in the paper of 2017, which multiplies the words' vectors by √size before it adds;
// - **rotary**.
//
// Write your order down before you run it. And what will the first one do: nothing at all?

// %%
const stories = embeddedCorpus({ characters: 300_000, seed: 2 });
const tokenizer = CharTokenizer.train(stories.text);
const ids = Int32Array.from(tokenizer.encode(stories.text));
const trained = 32; // letters in a window
const long = 128; // letters in the windows of the test
const data = { train: ids.slice(0, -16_000), test: ids.slice(-16_000) };
console.log(stories.text.slice(0, 130).replaceAll("\n", " "));

const config: GPTConfig = {
  vocabularySize: tokenizer.vocabularySize, contextLength: long, hiddenSize: 64, layers: 1, heads: 4,
};
const parts = { embedding, sinusoidalPositions, rotate };
const recipe = { batchSize: 16, contextLength: trained, learningRate: 5e-3, warmup: 30, weightDecay: 0.1, seed: 1 };

// %%
const variants: Record<string, Partial<GPTConfig>> = {
  none: { positions: "none" },
  learned: { positions: "learned" },
  sinusoidal: { positions: "sinusoidal" },
  "sinusoidal, words × 8": { positions: "sinusoidal", embeddingScale: 8 },
  rotary: { positions: "rotary" },
};
const models: Record<string, GPT> = {};
async function trainAll(all: Record<string, Partial<GPTConfig>>, title: string): Promise<void> {
  const live = new LiveComparison(Object.keys(all), { title });
  for (const [name, changes] of Object.entries(all)) {
    models[name]?.dispose(); // of an earlier run of this cell
    models[name] = new GPT({ ...config, ...changes }, { seed: 1, parts });
    const { stopped } = await train(models[name], { train: data.train }, {
      ...recipe, steps: steps(600), onProgress: live.of(name),
    });
    if (stopped) break;
  }
  live.finish();
}
await trainAll(variants, "One thing changed: positions");

// %% [markdown]
// The loss on fresh text. All were trained on windows of 32 letters; here they read windows of 128, of which more below.
// First the mean over the 32 places that they know:

// %%
/** The mean loss at each of the 128 places, over all windows of the test text, in nats. */
async function lossByPlace(model: GPT): Promise<number[]> {
  const windows = Math.floor((data.test.length - 1) / long);
  const cut = (from: number): tf.Tensor2D =>
    tf.tensor2d(data.test.slice(from, from + windows * long), [windows, long], "int32");
  const losses = tf.tidy(() => {
    const { logits } = model.forward(cut(0)); // [windows, 128, vocabulary]
    const right = tf.cast(tf.oneHot(cut(1), tokenizer.vocabularySize), "float32");
    return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), right), -1), 0)); // [128]
  });
  const values = Array.from(await losses.data());
  losses.dispose();
  return values;
}
const byPlace: Record<string, number[]> = {};
for (const name of Object.keys(models)) byPlace[name] = await lossByPlace(models[name]);
const within = (name: string): number => mean(byPlace[name].slice(0, trained));
const frequencies = new Map<number, number>();
for (const id of data.train) frequencies.set(id, (frequencies.get(id) ?? 0) + 1);
const letters = -[...frequencies.values()].map((n) => n / data.train.length).reduce((sum, p) => sum + p * Math.log(p), 0);
console.log(`who knows nothing but how frequent each letter is: ${letters.toFixed(2)}`);
const band = (from: number, to: number, ifNot = "was it stopped early?") => ({ from, to, ifNot });
shouldSee("none", within("none"), band(1.2, 1.45));
shouldSee("learned", within("learned"), band(0.6, 0.8));
shouldSee("sinusoidal", within("sinusoidal"), band(2.1, 2.8));
shouldSee("sinusoidal, words × 8", within("sinusoidal, words × 8"), band(0.95, 1.25));
shouldSee("rotary", within("rotary"), band(0.58, 0.72));

// %% [markdown]
// Two surprises, and both can be explained. First: **none** does not do badly at all. It sees its own letter and the bag
// of all letters before, and a bag tells a lot: which words it may be, for instance. But with "d" last and "i" and "l"
// before it, it can't tell "…lid" from "…ild", and guesses the same after both.
//
// Second: plain **sinusoidal** is far worse than no positions at all! Its curve lies flat at 3.07 for 300 steps: it
// knows only how frequent letters are. Guess why. A hint: compare lengths.

// %%
const untrained = new GPT(config, { seed: 1 });
const letterRows = untrained.stateDict()["transformer.wte.weight"]; // [vocabulary, 64]
const letterLength = mean(Array.from(await tf.norm(letterRows, "euclidean", -1).data()));
untrained.dispose();
const clock = sinusoidalPositions(tf.tensor1d([7], "int32"), 64); // [1, 64]: all places' vectors are equally long
const clockLength = (await tf.norm(clock).data())[0];
console.log(`a place's vector has length ${clockLength.toFixed(2)}, a letter's at the start of training ` +
  `${letterLength.toFixed(2)}, and times 8 ${(8 * letterLength).toFixed(2)}`);

// %% [markdown]
// A letter of length 0.16 beside a clock of length 5.66: the letters drown, and most of the 600 steps go into making
// them heard. Multiplied by √64 = 8 they have a voice, though the clock is still over four times as loud, and learned
// stays ahead. That is what the innocent √size in the paper is for. The learned
// table begins as small as the letters, and rotary adds nothing to them at all: neither has the problem. Lowest and
// highest of four seeds:
//
// | | loss within 32 places |
// |---|---|
// | none | 1.31 to 1.35 |
// | sinusoidal | 2.35 to 2.58 |
// | sinusoidal, words × 8 | 1.04 to 1.14 |
// | learned | 0.68 to 0.71 |
// | rotary | 0.63 to 0.65 |
//
// These gaps are larger than what seeds do. But they are about *speed*: 600 steps of a small model. The paper of 2017
// found sinusoids and a learned table equally good in the end.
//
// **The permutation test, on the trained models.** Shuffle the first 31 letters of each window and keep the last. How
// far does the prediction of the next letter move? Guess for "none".

// %%
const windows32 = Array.from({ length: 64 }, (_, i) => [...data.test.slice(32 * i, 32 * i + 32)]);
const shuffledWindows = windows32.map((window) => [...random.shuffle(window.slice(0, 31)), window[31]]);
async function change(model: GPT): Promise<number> { // mean change of the next letter's probabilities, in all, 0 to 2
  const changes = tf.tidy(() => {
    const [before, after] = [windows32, shuffledWindows].map((rows) => {
      const probabilities = tf.softmax(model.forward(rows).logits); // [64, 32, vocabulary]
      return tf.slice(probabilities, [0, 31, 0], [-1, 1, -1]); // at the last place
    });
    return tf.mean(tf.sum(tf.abs(tf.sub(after, before)), -1));
  });
  return (await changes.data())[0];
}
const changes: number[] = [];
for (const name of Object.keys(variants)) changes.push(await change(models[name]));
const deep = new GPT({ ...config, positions: "none", layers: 2 }, { seed: 1 });
changes.push(await change(deep)); // untrained weights are small: each block hardly does anything yet
const grown = Object.fromEntries(Object.entries(deep.stateDict()).map(([name, weight]) => [name, tf.mul(weight, 8)]));
deep.loadStateDict(grown); // still untrained, but loud enough to see what two blocks can do
changes.push(await change(deep));
const tested = [...Object.keys(variants), "none, two blocks, untrained", "the same, weights × 8"];
tested.forEach((name, i) => console.log(name.padEnd(30), changes[i].toFixed(6)));
shouldSee('change of "none" with one block', changes[0], { from: 0, to: 1e-4, ifNot: "is the last letter kept?" });

// %% [markdown]
// "none" can't tell the two apart: it is 0 but for rounding. But the last two lines! *Two* blocks without positions do
// feel the order. How? A model that writes may look back only (the **causal mask**, lesson 05): the first letter sees
// one letter, the second sees two. So a place leaves a trace in what the first block makes of it, and the second block
// can read it. A deep decoder can learn order from its mask alone; it is just slower. An encoder, which has no such
// mask, can't.
//
// **The learned table, looked at.** Its 128 rows were trained for places 0 to 31. Which places are alike, by **your**
// cosine? Guess what is to be seen from place 32 on.

// %%
const learnedRows = models.learned.stateDict()["transformer.wpe.weight"]; // [128, 64]
const everySecond = Array.from({ length: 24 }, (_, i) => 2 * i); // places 0, 2, …, 46
const some = embedding(learnedRows, tf.tensor1d(everySecond, "int32"));
const alike = cosineSimilarity(tf.expandDims(some, 1), tf.expandDims(some, 0)); // [24, 1, 64] with [1, 24, 64]
show(heatmap((await alike.array()) as number[][], {
  title: "How alike two learned places are", y: "place", x: "place", value: "cosine", numbers: false,
  rows: everySecond.map(String), columns: everySecond.map(String),
}));
const rowLengths = Array.from(await tf.norm(learnedRows, "euclidean", -1).data());
console.log(`mean length of rows 0 to 31: ${mean(rowLengths.slice(0, 32)).toFixed(2)}, of rows 32 to 127: ` +
  mean(rowLengths.slice(32)).toFixed(2));
try { // place 128 has no row
  tf.tidy(() => models.learned.forward([[...data.test.slice(0, long + 1)]]));
} catch (error) {
  console.log(`129 letters: ${(error as Error).message}`);
}
shouldSee("trained rows' length over the others'", mean(rowLengths.slice(0, 32)) / mean(rowLengths.slice(32)), {
  from: 2.2, to: 4, ifNot: "was it stopped early?",
});

// %% [markdown]
// Up to 31 a landscape: neighbours are alike, since a letter at place 7 and one at place 8 have much the same business,
// and early places are unlike late ones. From 32 on, noise: no gradient has ever come by. The rows point where they
// were drawn to; only their length has shrunk from 0.16, by weight decay. And place 128 has no row at all: the table is
// the limit. (Our GPT refuses 129 letters with any positions, as contextLength is 128. But where there is no table, that
// is a setting one can raise.)
//
// ## Longer than ever seen
//
// Models are trained on texts of one length and used on longer ones. Now for the losses at places 32 to 127. Predict for
// none, learned, sinusoidal × 8 and rotary: what happens at place 32? Sinusoids have a formula for every place, and for
// rotary only distances count.

// %%
const middles = Array.from({ length: long / 8 }, (_, i) => 8 * i + 3.5); // the mean of eight places each
const smooth = (losses: number[]): number[] => middles.map((_, i) => mean(losses.slice(8 * i, 8 * i + 8)));
const curves = ["none", "learned", "sinusoidal, words × 8", "rotary"];
function showByPlace(chosen: string[], title: string): void {
  show(lines([
    ...chosen.map((name) => ({ name, x: middles, y: smooth(byPlace[name]) })),
    { name: "end of the trained windows", x: [trained - 0.5, trained - 0.5], y: [0, 4.5] },
  ], { title, x: "place in the text", y: "loss (nats)", markers: false }));
}
showByPlace(curves, "Trained on 32 letters, read on to 128");
const beyond = (name: string): number => mean(byPlace[name].slice(64));
shouldSee("learned, places 64 to 127", beyond("learned"), band(3.8, 5));
shouldSee("sinusoidal, words × 8, places 64 to 127", beyond("sinusoidal, words × 8"), band(3.3, 4.3));
shouldSee("rotary, places 64 to 127", beyond("rotary"), band(2.2, 4.2));
shouldSee("none, places 64 to 127", beyond("none"), band(1.9, 2.3));

// %% [markdown]
// All four get worse: two losses jump at once, one climbs more slowly, one hardly climbs:
//
// - **learned**: where it relies on a place's vector, there is noise. It ends above 3.83, the logarithm of 46 letters
//   and signs: what blind guessing costs.
// - **sinusoidal**: the formula goes on, but the *model* has never seen these vectors. That something can be computed
//   does not mean that anybody has learned to read it.
// - **rotary**: holds a few places longer, then climbs too. At place 60 a letter meets letters 40, 50, 60 places away,
//   and has never learned to leave those alone. With four seeds the mean of places 64 to 127 was between 2.7 and 3.7.
// - **none**: no jump, as there is nothing to be surprised by. But its bag gets fuller and says less.
//
// So the trouble with rotary is *distances* that were never met. Can you think of a cure?
// <details><summary>One cure</summary>
// Never let it meet them: a window. Each letter may look at the 16 before it only, in training and afterwards. Then no
// distance is ever new, however long the text.
// </details>

// %%
await trainAll({ "rotary, window of 16": { positions: "rotary", slidingWindow: 16 } }, "Rotary with a window");
byPlace["rotary, window of 16"] = await lossByPlace(models["rotary, window of 16"]);
showByPlace(["rotary", "rotary, window of 16"], "With and without a window");
shouldSee("rotary with a window, places 64 to 127", beyond("rotary, window of 16"), {
  from: 0.4, to: 0.62, ifNot: "was it stopped early?",
});

// %% [markdown]
// Flat to the end. (A text whose letters depend on what stands 100 letters back would lose something. Large models
// stack many layers of such windows, as Mistral 7B does, or let their clocks turn slower, as Llama 3 does.)
//
// **What you should see.** A loss that begins at 6 ln 2 and ends near 1.3; neighbours that make sense by cosine and do
// not by dot product; nine of ten analogies right; a planted bias that the probe finds, and that is gone without it;
// attention that is moved by 0 when words are shuffled; stripes along the diagonal; rotary ahead of learned ahead of
// sinusoidal; and losses that rise after place 31, but not with a window. *Yours differs?* If neighbours are a mess,
// look at the sign in your loss; if rotary is no better than none, at your pairs.
//
// ## Recall
//
// Answer before you open them, without scrolling up.
//
// 1. By dot product "crown" is nearer to "king" than "queen" is, by cosine it is the other way round. What does the dot
// product see that the cosine does not?
// <details><summary>Answer</summary>
// The lengths. A long vector has a high product with everybody on its side; which way it points is the cosine's
// business.
// </details>
//
// 2. Somebody shows you "king − man + woman = queen" and has written the search himself. What do you ask him?
// <details><summary>Answer</summary>
// Whether king, man and woman were left out: without that, king himself is often the nearest. And how many of a few
// hundred other questions come out right.
// </details>
//
// 3. Rotary positions: what do they turn, and what not? Why does such a model still fail on texts longer than it was
// trained on, and what helps?
// <details><summary>Answer</summary>
// Queries and keys are turned; values are not. Only distances count, but long ones were never met in training. A window
// keeps them away.
// </details>
//
// ## Where to read on
//
// - Mikolov et al., *Distributed Representations of Words and Phrases and their Compositionality* (2013): skip-gram with
//   negatives.
// - Levy and Goldberg, *Linguistic Regularities in Sparse and Explicit Word Representations* (2014): what is behind
//   analogies.
// - Linzen, *Issues in evaluating semantic spaces using word analogies* (2016): six pages on leaving words out.
// - Bolukbasi et al., *Man is to Computer Programmer as Woman is to Homemaker?* (2016), and Caliskan, Bryson and
//   Narayanan, *Semantics derived automatically from language corpora contain human-like biases* (2017).
// - Vaswani et al., *Attention Is All You Need* (2017), sections 3.4 and 3.5; Su et al., *RoFormer* (2021): turning.
// - Press, Smith and Lewis, *Train Short, Test Long* (2022): cliffs of large models, and another cure.
// - Haviv et al., *Transformer Language Models without Positional Encodings Still Learn Positional Information* (2022).
// - The code behind this lesson: [lib/embedding](../lib/embedding/skipGram.ts), one file for each idea.
// - Next: [05 · Attention](05-attention.ipynb), which takes to pieces what was given here.
