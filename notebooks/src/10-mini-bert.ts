// ---
// jupyter:
//   kernelspec:
//     display_name: TypeScript (tslab)
//     language: typescript
//     name: tslab
// ---

// %% [markdown]
// # 10 · mini-BERT
//
// A GPT reads from left to right, since it has to write. Today's model never writes a text. It reads both ways, and it
// learns from blanks. You will pretrain a BERT from nothing, look into what it has learned, and then teach it four
// tasks: sentiment, inference, names, and answering questions.
//
// **After this lesson you can**
// - say why an encoder may look both ways, and why it can't write;
// - pretrain one with masked words and next sentences, and compare its loss with the best that is possible;
// - look for what it knows: in its attention, in its layers, in vectors of whole sentences;
// - fine-tune it for a task, judge that fairly, and say when pretraining pays.
//
// *From lesson 08:* a language model gives 0.6 to "a" and 0.4 to "b". What is the likeliest *text* of two letters, if
// "a" is followed by either with 0.5, and "b" always by "b"?
// <details><summary>Answer</summary>
// "bb" with 0.4; "aa" and "ab" have 0.3 each. The best first step is not the beginning of the best text.
// </details>
//
// Reading and doing: about an hour and a half; a good place to rest is before *What does it know?* Waiting: three to
// four minutes in all.

// %%
import * as tf from "@tensorflow/tfjs-core";
import {
  accuracy, answerScores, attentionFrom, Bert, BERT_SPECIAL_TOKENS, BERT_TEMPLATE, BertForPreTraining,
  BertForQuestionAnswering, BertForSequenceClassification, BertForTokenClassification, blankBars, causalMask, crossEntropy, drawMasking,
  drawPairs, embeddingScatter, encoderInputs, entityScores, fillIn, frozenBody, groupedBars, inferenceCeiling,
  inferenceExamples, INFERENCES, Linear, lines, LiveComparison, maskingVocabulary, maskMap, miniDocuments,
  miniVocabulary, Module, NAME_TAGS, passageQuestions, pca, pretrainingBatch, pretrainingFloor, questionCeiling, Random,
  sentimentCeiling, sentimentExamples, SENTIMENTS, sequenceTargets, show, spanTargets, spanText, taggedSentences,
  taggingCeiling, tokenSpan, tokenTargets, trainOnExamples, useEngine, WordTokenizer,
} from "byhand";
import { check, hint, mine, shouldSee, steps } from "byhand-course";

console.log(String(await useEngine()));

// %% [markdown]
// # Blanks
//
// ## Both sides of a word
//
// `she flew to ▁▁▁` could go on with any of ten towns. And `she flew to ▁▁▁ from oslo .` with nine. Here is a sentence
// for you: `mary has never ▁▁▁`, and what if `… the soup , she loves it .` follows? A word is held in place from both
// sides, and a model that reads from left to right sees one of them.
//
// How much is the other side worth? In English nobody knows. So this lesson has its own small language, whose rules are
// known, so that every probability in it can be calculated. Its texts have three sentences:

// %%
for (const sentences of miniDocuments({ count: 8, seed: 4 })) console.log(sentences.join(" "));
console.log(`${miniVocabulary().length} words`);

// %% [markdown]
// Somebody gives something to somebody, people eat, people travel. Note what a reader has to do to fill in a blank
// here: find out who has the thing in the end, whether "not" was there, and whether sydney is a town or a girl.
//
// Now hide one word of a first sentence, and ask the rules. How many nats of surprise are in it for a reader who knows
// the rules by heart, but sees (1) only what stands left of it, (2) the whole sentence, (3) the next sentence, too?
// Guess how much (1) and (2) differ.

// %%
const meanOf = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;
const random = new Random(3);
const surprises: number[][] = [[], [], []];
for (const [first, second] of miniDocuments({ count: 300, seed: 31 })) {
  const words = first.split(" ");
  const place = random.integer(words.length - 1); // not the full stop
  const hide = (isHidden: (i: number) => boolean) => words.map((word, i) => (isHidden(i) ? "[MASK]" : word)).join(" ");
  const answers = [
    fillIn(hide((i) => i >= place)), fillIn(hide((i) => i === place)), fillIn(hide((i) => i === place), { second }),
  ];
  answers.forEach(([blank], i) =>
    surprises[i].push(-Math.log(blank.find(({ word }) => word === words[place])!.probability)));
}
const [left, both, withNext] = surprises.map(meanOf);
console.log(`left only ${left.toFixed(2)}, both sides ${both.toFixed(2)}, the next sentence too ${withNext.toFixed(2)} nats`);
shouldSee("nats that the right side saves", left - both, { from: 0.3, to: 0.6, ifNot: "was the language changed?" });

// %% [markdown]
// A good quarter of the surprise goes away once one may look to the right. (The left-only reader was even told how long
// the sentence is.)
//
// ## A mask without a triangle
//
// GPT's causal mask hides what comes later. An **encoder** drops it: every word may look at every word. Only one thing
// must stay hidden. Texts in a batch have different lengths, and the short ones are filled up with `[PAD]`, which means
// nothing. Which axis of the scores [query, key] has to be masked, to keep words from listening to padding?
// <details><summary>Answer</summary>
// The keys, the last axis: nobody may look *at* padding. What padding itself looks at does not matter, as nobody reads
// its result.
// </details>
//
// **Your turn:** `encoderMask`, in [exercises/10-mini-bert.ts](../exercises/10-mini-bert.ts). Save it, and run this
// cell.

// %%
await check("encoderMask");

// %%
await hint("encoderMask");

// %%
const encoderMask = await mine("encoderMask");
const shown = ["she", "flew", "to", "oslo", "[PAD]", "[PAD]"];
const flags = tf.tensor2d([[1, 1, 1, 1, 0, 0]], [1, 6], "bool");
const rowOf = (await tf.reshape(encoderMask(flags), [6]).array()) as number[];
show(maskMap((await causalMask(6).array()) as number[][], shown, { title: "A decoder's mask" }));
show(maskMap(shown.map(() => rowOf), shown, { title: "An encoder's mask" }));

// %% [markdown]
// ## Why it can't write
//
// If looking both ways is so good, why does GPT not do it? Two reasons.
//
// **It would see the answers.** GPT is asked at *every* place for the next token, and its mask hides that token.
// Without the mask, place 3 asks "what stands at place 4?" and may look there. The loss would fall to 0, and nothing
// would be learned. So BERT's blanks must be made in the *input*, and only a few at a time, or nothing would be left to
// read.
//
// **Blanks don't make a text.** GPT's probabilities multiply to that of a text: P(first) · P(second | first). Try the
// same with blanks. By hand: a language has only two texts, "tea please" and "no thanks", each with ½. What does a
// perfect model say to `▁▁▁ please`? To `tea ▁▁▁`? To `▁▁▁ ▁▁▁`, if it fills each blank by itself?
// <details><summary>Answer</summary>
// To the first two "tea" and "please" with probability 1, and 1 · 1 = 1 for each of two texts can't be: the sum would
// be
// 2. To two blanks at once it says ½ tea, ½ no, and ½ please, ½ thanks. Drawn by itself, each second text is
// nonsense: "no please", "tea thanks".
// </details>
//
// An encoder is for texts that are already there: to classify, to mark, to search, to compare.
//
// ## Two texts in one
//
// Many tasks have two texts: a question and a passage, a claim and its evidence. BERT reads both as one row of tokens,
// `[CLS] first [SEP] second [SEP]`. `[CLS]` stands for no word. It is a place where a summary can be put together, as
// it can look at everything. `[SEP]` says "here it ends", and besides that each token gets a **token type**, 0 or 1,
// with a vector for each that is added to word and position. Why both, `[SEP]` and the type?
// <details><summary>Answer</summary>
// A word in the middle can't know which text it is in before it has looked for the [SEP]s and counted. The type tells
// it at once, in the first layer.
// </details>
//
// **Your turn:** `segmentTypes`. Of which text is the first [SEP] itself, and what about the padding?

// %%
await check("segmentTypes");

// %%
await hint("segmentTypes");

// %%
const tokenizer = WordTokenizer.train(miniVocabulary().join(" "), { // a word, a token
  specialTokens: BERT_SPECIAL_TOKENS, template: BERT_TEMPLATE,
});
const LENGTH = 28; // tokens in a row: the longest pair fits
const segmentTypes = await mine("segmentTypes");
const separatorId = tokenizer.tokens.indexOf("[SEP]");

function encode(first: string, second?: string) {
  const encoding = tokenizer.encodeWithOffsets(first, second === undefined ? {} : { pair: second });
  return { ...encoding, typeIds: segmentTypes(encoding.ids, { separatorId, paddingId: 0 }) };
}
const example = encode("anna gave the kite to ben .", "he has it now .");
console.log(example.tokens.map((token) => token.padEnd(6)).join(""));
console.log(example.typeIds.map((type) => String(type).padEnd(6)).join(""));

// %% [markdown]
// ## Hiding words
//
// BERT chooses some words, 15 % of them in the paper, and asks what they were. If these were all replaced by `[MASK]`,
// the model could learn to do its work only where it sees one. But later tasks have no `[MASK]` at all! So of the
// chosen words
//
// - 80 % become `[MASK]`,
// - 10 % become some random word,
// - 10 % stay as they are.
//
// All of them are to be guessed. A word that is *not* a mask may thus be wrong, or be asked for, and the model can't
// know which. So it has to make something of every word. By hand: of 1000 words, how many are still to be seen, and
// right?
// <details><summary>Answer</summary>
// 850 were not chosen, and 15 were chosen and kept: 865. Of the 15 random ones one or the other is right by chance.
// </details>
//
// **Your turn:** `maskTokens`. The random numbers come from outside, so that it can be tested.

// %%
await check("maskTokens");

// %%
await hint("maskTokens");

// %%
const maskTokens = await mine("maskTokens");
const vocabulary = maskingVocabulary(tokenizer); // { maskId, specialIds, ordinaryIds }
for (let i = 0; i < 6; i++) {
  const { ids, labels } = maskTokens(example.ids, drawMasking(example.ids.length, { vocabulary, random }), vocabulary);
  const asked = labels.map((label) => (label < 0 ? "" : ` (${tokenizer.token(label)}?)`));
  console.log(ids.map((id, t) => tokenizer.token(id) + asked[t]).join(" "));
}
let [chosen, masked, changed, seenWords] = [0, 0, 0, 0];
for (let i = 0; i < 2000; i++) {
  const { ids, labels } = maskTokens(example.ids, drawMasking(example.ids.length, { vocabulary, random }), vocabulary);
  labels.forEach((label, t) => {
    if (!vocabulary.specialIds.includes(example.ids[t])) seenWords++;
    if (label < 0) return;
    chosen++;
    if (ids[t] === vocabulary.maskId) masked++;
    else if (ids[t] !== label) changed++;
  });
}
shouldSee("share of words that are to be guessed", chosen / seenWords, {
  from: 0.14, to: 0.16, ifNot: "does every word have its own draw?",
});
shouldSee("of these, share of masks", masked / chosen, {
  from: 0.78, to: 0.82, ifNot: "is `kind` compared with 0.8?",
});
shouldSee("of these, share of other words", changed / chosen, {
  from: 0.08, to: 0.12, ifNot: "is `kind` compared with 0.9?",
});

// %% [markdown]
// **What counts.** The loss is the mean surprise over the chosen places, and over them only. The other 85 % stand in
// the input, and could simply be copied: counted in, they would drown the rest. By hand: a model copies perfectly, and
// gives each hidden word 1/142. What is its loss over the chosen places, and what over all?
// <details><summary>Answer</summary>
// ln 142 = 4.96 over the chosen ones. Over all it is about 0.15 · 4.96 = 0.74, which looks fine and means nothing.
// </details>
//
// **Your turn:** `maskedTokenLoss`.

// %%
await check("maskedTokenLoss");

// %%
await hint("maskedTokenLoss");

// %% [markdown]
// **The second game.** To learn what goes on *between* sentences, BERT is shown two, and asked at `[CLS]`: did the
// second come after the first, or was it taken from somewhere else? Half and half. Where must the wrong one be taken
// from, and from where not?
// <details><summary>Answer</summary>
// From another document. From its own it could be the true one, with the label "wrong".
// </details>
//
// **Your turn:** `nextSentencePairs`.

// %%
await check("nextSentencePairs");

// %%
await hint("nextSentencePairs");

// %% [markdown]
// # Pretraining
//
// 20,000 documents, 40,000 pairs, no labels. First something is put aside: the sentences that will judge the four
// tasks. No pretraining text may contain them. Why so strict, if pretraining sees no labels?
// <details><summary>Answer</summary>
// A model that has filled the blanks of a test sentence many times knows that very sentence. It would be judged by what
// it remembers, and we want to know how it does on text that it has never seen.
// </details>

// %%
const test = {
  sentiment: sentimentExamples({ count: 300, seed: 102 }),
  inference: inferenceExamples({ count: 300, seed: 102 }),
  names: taggedSentences({ count: 300, seed: 102 }),
  questions: passageQuestions({ count: 300, seed: 102 }),
};
const apart = new Set([
  ...test.sentiment.map(({ text }) => text), ...test.inference.map(({ premise }) => premise),
  ...test.names.map(({ words }) => words.join(" ")), ...test.questions.map(({ passage }) => passage),
]);

const WRONG = 0.3; // share of pairs that do not belong together
const nextSentencePairs = await mine("nextSentencePairs");
const pairsOf = (documents: string[][], seed: number) =>
  nextSentencePairs(documents, drawPairs(documents, { random: new Random(seed) }), { share: WRONG })
    .map(({ first, second, isNext }) => ({ encoding: encode(first, second), isNext }));
const pairs = pairsOf(miniDocuments({ count: 20_000, seed: 1, without: apart }), 1);
for (const { encoding, isNext } of pairs.slice(0, 4)) console.log(isNext ? "next " : "other", encoding.tokens.join(" "));

// %% [markdown]
// Two settings differ from the paper's. Our texts are short, and 15 % would be two or three words in a pair: we hide 30
// %. (For large models, too, more than 15 % turned out to be better: Wettig et al., 2023.) And where the second
// sentence is a wrong one, it helps with no blank at all: we take 30 % of wrong ones, and not half. (RoBERTa, of 2019,
// left this game out, and got better.)
//
// The model is three blocks of lesson 06, with the norms *behind* the additions, as in the paper of 2018. Your
// functions of this lesson and of lessons 05 and 06 are in it. Before it has learned anything, what are its two losses?
// <details><summary>Answer</summary>
// About ln 142 = 4.96 for a hidden word, as all of the vocabulary are nearly equally likely (a little more, since
// random scores are not quite equal, and a wrong belief costs). About ln 2 = 0.69 for the next sentence.
// </details>

// %%
const config = {
  vocabularySize: tokenizer.vocabularySize, contextLength: LENGTH, hiddenSize: 64, layers: 3, heads: 4,
  initializerRange: 0.08, // BERT's 0.02 is for 768 features; few features need larger weights to be heard
};
const parts = {
  scaledDotProductAttention: await mine("scaledDotProductAttention"),
  splitHeads: await mine("splitHeads"),
  mergeHeads: await mine("mergeHeads"),
  layerNorm: await mine("layerNorm"),
  feedForward: await mine("feedForward"),
  encoderMask,
  maskedTokenLoss: await mine("maskedTokenLoss"),
};
const SHARE = 0.3; // of the words that are hidden
const model = new BertForPreTraining(config, { seed: 1, parts });
const pretrainingBatchOf = (some: readonly (typeof pairs)[number][], random: Random) =>
  pretrainingBatch(some, { vocabulary, random, length: LENGTH, share: SHARE, parts: { maskTokens } });

const first32 = pretrainingBatchOf(pairs.slice(0, 32), random);
const untrained = tf.tidy(() => model.losses(first32.inputs, first32.targets));
const [tokensAtFirst, nextAtFirst] = [await untrained.tokens.data(), await untrained.nextSentence.data()];
shouldSee("masked-word loss before training", tokensAtFirst[0], {
  from: 4.9, to: 5.5, ifNot: "is the loss a mean over the chosen words?",
});
shouldSee("next-sentence loss before training", nextAtFirst[0], {
  from: 0.6, to: 0.78, ifNot: "is there one label for each pair?",
});
console.log(`${model.countParameters()} parameters; BERT-base has 110 million`);

// %%
const total = steps(3500);
let stopped = false; // true while a run that was stopped waits to go on

// %% tags=["stop-here"]
const learning = new LiveComparison(["both losses together"], { title: "Pretraining" });
const pretraining = await trainOnExamples(model, pairs, {
  steps: total, batchSize: 64, learningRate: 2e-3, warmup: steps(350), beta2: 0.98, weightDecay: 0.01, seed: 1,
  batchOf: pretrainingBatchOf, onProgress: learning.of("both losses together"),
  checkpoint: { directory: "../.cache/checkpoints/10-mini-bert", resume: stopped },
});
learning.finish();
stopped = pretraining.stopped;
console.log(stopped ? `stopped after ${pretraining.steps} of ${total} steps: run this cell again to go on`
  : `${pretraining.steps} steps in ${pretraining.seconds.toFixed(0)} s`);

// %% [markdown]
// ## As good as can be?
//
// The loss has stopped falling. Is that the model's fault, or can nobody do better? For most languages nobody can say.
// Here the rules give the exact probability of each hidden word, from all that the model sees (even that a word which
// stands there may be a wrong one). The mean of −ln of these is the **floor**: who is below it was lucky, or has
// cheated.
//
// Fresh documents, never seen. How close has the model come in each of its two games? Guess before you run.

// %%
const freshPairs = pairsOf(miniDocuments({ count: 400, seed: 977 }), 5);
const judged = pretrainingBatchOf(freshPairs, new Random(6));
const seenIds = (await judged.inputs.ids.array()) as number[][];
const hiddenIds = (await judged.targets.tokens.array()) as number[][]; // −100 where nothing is asked
const word = (id: number): string => tokenizer.token(id);
const floor = pretrainingFloor(freshPairs.map(({ isNext }, i) => ({
  isNext, tokens: seenIds[i].map(word), chosen: hiddenIds[i].map((id) => (id < 0 ? null : word(id))),
})), { share: SHARE, nextShare: 1 - WRONG });

const nats = tf.tidy(() => {
  const { tokenLogits, nextSentenceLogits } = model.forward(judged.inputs);
  return [tf.neg(tf.logSoftmax(tokenLogits)), tf.neg(tf.logSoftmax(nextSentenceLogits))];
});
const [wordNats, nextNats] = [(await nats[0].array()) as number[][][], (await nats[1].array()) as number[][]];
const reached = {
  words: hiddenIds.flatMap((row, i) => row.flatMap((id, t) => (id < 0 ? [] : [wordNats[i][t][id]]))),
  next: freshPairs.map(({ isNext }, i) => nextNats[i][isNext ? 0 : 1]),
};
const counts = new Map<number, number>();
const trainingWords = pairs.flatMap(({ encoding: { ids } }) => ids.filter((id) => vocabulary.ordinaryIds.includes(id)));
for (const id of trainingWords) counts.set(id, (counts.get(id) ?? 0) + 1);
const byFrequency = hiddenIds.flat().filter((id) => id >= 0)
  .map((id) => -Math.log(counts.get(id)! / trainingWords.length));
const ofWrong = -WRONG * Math.log(WRONG) - (1 - WRONG) * Math.log(1 - WRONG); // who knows how many wrong pairs there are
show(groupedBars([
  { name: "knows only how frequent what is", values: [meanOf(byFrequency), ofWrong] },
  { name: "mini-BERT", values: [meanOf(reached.words), meanOf(reached.next)] },
  { name: "the rules", values: [meanOf(floor.tokens), meanOf(floor.nextSentence)] },
], ["hidden word", "next sentence"], { title: "How close to the floor?", y: "loss (nats)" }));

/** How far losses lie above the least possible ones in the mean, in nats and in standard errors. */
function above(losses: number[], least: number[]): { nats: number; standardErrors: number } {
  const differences = losses.map((loss, i) => loss - least[i]);
  const mean = meanOf(differences);
  const deviation = Math.sqrt(meanOf(differences.map((one) => (one - mean) ** 2)));
  return { nats: mean, standardErrors: mean / (deviation / Math.sqrt(losses.length)) };
}
const gaps = { words: above(reached.words, floor.tokens), next: above(reached.next, floor.nextSentence) };
for (const [game, { nats: gap, standardErrors }] of Object.entries(gaps)) {
  console.log(`${game}: ${gap.toFixed(3)} nats above the floor, ${standardErrors.toFixed(1)} standard errors`);
}
shouldSee("hidden words: nats above the floor", gaps.words.nats, {
  from: 0.1, to: 0.25, ifNot: "below: does the model see what it should guess? above: was it stopped early?",
});
shouldSee("next sentence: nats above the floor", gaps.next.nats, {
  from: 0, to: 0.15, ifNot: "below: are wrong sentences taken from the own document? above: was it stopped early?",
});

// %% [markdown]
// Over nine tenths of the way, and not below. But something is left over, and now we want to know what.
//
// ## Move the blank
//
// Each word of this pair is hidden in turn; drag the slider. Guess first: for which words can nobody be sure, for which
// should anybody be? And for which does one have to look into the *other* sentence?

// %%
async function moveTheBlank(first: string, second: string): Promise<void> {
  const encoding = encode(first, second);
  const { tokens } = encoding;
  const places = tokens.flatMap((token, i) => (token.startsWith("[") || token === "." ? [] : [i]));
  const hidden = places.map((place) => // the same text for each place, with one word hidden
    ({ ...encoding, ids: encoding.ids.map((id, i) => (i === place ? vocabulary.maskId : id)) }));
  const probabilities = tf.tidy(() => tf.softmax(model.forward(encoderInputs(hidden)).tokenLogits));
  const rows = (await probabilities.array()) as number[][][]; // [hidden place, place, vocabulary]
  probabilities.dispose();
  const guesses = places.map((place, i) => rows[i][place].map((probability, id) => ({ word: word(id), probability })));
  const end = tokens.indexOf("[SEP]");
  const exact = places.map((place) => {
    const blanked = tokens.map((token, i) => (i === place ? "[MASK]" : token));
    return fillIn(blanked.slice(1, end).join(" "), { second: blanked.slice(end + 1, -1).join(" ") })[0];
  });
  const likeliest = guesses.map((all) => all.sort((a, b) => b.probability - a.probability).slice(0, 12));
  show(blankBars(tokens, [{ name: "mini-BERT", guesses: likeliest }, { name: "the rules", guesses: exact }],
    { places, title: "What would stand in the blank?" }));
}
await moveTheBlank("oscar sighed .", "he will never come again .");

// %% [markdown]
// Nobody can know that it is Oscar, and not Ben or Max: but a boy, that can be known from "he". "he" in turn can be
// known from Oscar, and "never", or "not" or "hardly", from his sighing. Both need the other sentence, and the model
// has it right, or nearly. Now a harder one. Guess before you drag: what will it say to "he" here?

// %%
await moveTheBlank("anna gave the kite to ben .", "he has it now .");

// %% [markdown]
// Nobody can know that it is a kite: all things are equally likely, to the rules and to the model. "to" is certain. And
// "he"? The rules know that Ben has the kite, and say 100 %. The model tosses a coin. It has read ten thousand
// documents about gifts, several times each, and has not found out who has the thing in the end!
//
// Why is that so hard? It takes three things at once: which of the two is a girl, which is named first, and whether it
// says "gave … to" or "got … from". Turn any one of them round, and the answer is turned round. So each alone, and any
// two, tell nothing: while one of them is missing, the others don't lower the loss, and nothing pulls the model to
// them. We will come back to this.
//
// **Your own.** Change the sentences and run the cell again. (They must be sentences of the small language: of others
// the rules know nothing.)

// %%
await moveTheBlank("the soup was not bad but the tea was awful .", "mary frowned .");

// %% [markdown]
// # What does it know?
//
// ## Where it looks
//
// How did it know "he"? Somebody must have looked at Oscar. Here is what the `[MASK]` looks at in each of the four
// heads of the first layer (0) and of the last (2): the darker a word, the more of its vector goes into what the
// `[MASK]` becomes. Guess: in which of the layers does it look into the other sentence?

// %%
async function whereItLooks(first: string, second: string): Promise<void> {
  const encoding = encode(first, second);
  const query = encoding.tokens.indexOf("[MASK]");
  const maps = tf.tidy(() => model.forward(encoderInputs([encoding])).attentions);
  const layers = (await Promise.all(maps.map((map) => map.array()))) as number[][][][][]; // [layer][0][head][query][key]
  tf.dispose(maps);
  show(attentionFrom([0, config.layers - 1].flatMap((layer) => layers[layer][0].map((weights, head) =>
    ({ name: `layer ${layer}, head ${head}`, tokens: encoding.tokens, weights: weights[query], query }))),
  { title: "What the [MASK] looks at" }));
}
await whereItLooks("oscar sighed .", "[MASK] will never come again .");

// %% [markdown]
// In the last one, above all. At first the `[MASK]` looks mostly at the words behind it: what is missing here at all?
// Later, when it can know that it is somebody, a head of the last layer asks for the name, and finds Oscar with nine
// tenths of its weight. That is why layers are stacked: what to ask for has to be found out before it can be asked for.
//
// ## Layer by layer
//
// A picture of attention says where a head looks, not what it makes of it. A **probe** asks the states themselves. Take
// the 64 numbers of one word as they come in (its word, place and type: no block yet) and after each block. Leave the
// model as it is, and train the smallest thing there is on these numbers, one linear layer. If *that* can answer a
// question, then the answer is in them. Two questions:
//
// - a name in a sentence such as `anna gave the kite to ben .` or `ben got the kite from anna .`: does this one give, or
//   get?
// - a name that may be a person's or a town's, such as sydney: which is it here?
//
// And a control that is often forgotten: the same with a model that was never trained. After what the slider has shown:
// what do you expect of the first question?

// %%
type Question = { encoding: ReturnType<typeof encode>; place: number; label: 0 | 1 };

function roleQuestions(count: number, seed: number): Question[] {
  return passageQuestions({ count, seed }).filter(({ question }) => question.startsWith("who"))
    .map(({ question, passage, start, answer }) => {
      const encoding = encode(passage);
      const { start: place } = tokenSpan(encoding, { start, end: start + answer.length }, { sequence: 0 });
      return { encoding, place, label: question === "who gave it ?" ? 0 : 1 };
    });
}
const either = new Set(["victoria", "florence", "sydney", "georgia", "austin", "jordan", "lincoln", "chester"]);
function nameQuestions(count: number, seed: number): Question[] {
  return taggedSentences({ count, seed }).flatMap(({ words, tags }) => {
    const encoding = encode(words.join(" "));
    return words.flatMap((name, i): Question[] =>
      (either.has(name) ? [{ encoding, place: i + 1, label: tags[i].endsWith("PER") ? 0 : 1 }] : []));
  });
}

class Probe extends Module {
  readonly linear = new Linear(config.hiddenSize, 2, { deviation: 0.02, random: new Random(1) });
  loss(states: tf.Tensor, labels: tf.Tensor): tf.Scalar {
    return crossEntropy(this.linear.forward(states), labels as tf.Tensor1D);
  }
}

/** The states of the questions' words after each layer: [layer][question][64]. */
async function statesOf(bert: Bert, questions: Question[]): Promise<number[][][]> {
  const { hiddenStates } = tf.tidy(() => bert.forward(encoderInputs(questions.map(({ encoding }) => encoding))));
  const layers = (await Promise.all(hiddenStates.map((states) => states.array()))) as number[][][][];
  tf.dispose(hiddenStates);
  return layers.map((rows) => questions.map(({ place }, i) => rows[i][place]));
}
/** The share of right answers of a linear probe after each layer, in %. */
async function probe(bert: Bert, questionsOf: (count: number, seed: number) => Question[]): Promise<number[]> {
  const [training, judges] = [questionsOf(1200, 11), questionsOf(400, 12)];
  const [known, asked] = [await statesOf(bert, training), await statesOf(bert, judges)];
  const shares: number[] = [];
  for (const layer of known.keys()) {
    const small = new Probe();
    await trainOnExamples(small, training.map(({ label }, i) => ({ label, state: known[layer][i] })), {
      steps: steps(400), batchSize: 128, learningRate: 0.02, weightDecay: 0,
      batchOf: (some) => ({
        inputs: tf.tensor2d(some.map(({ state }) => state)),
        targets: tf.tensor1d(some.map(({ label }) => label), "int32"),
      }),
    });
    const best = tf.tidy(() => tf.argMax(small.linear.forward(tf.tensor2d(asked[layer])), -1));
    shares.push(100 * accuracy([...(await best.data())], judges.map(({ label }) => label as number)));
    best.dispose();
    small.dispose();
  }
  return shares;
}
const neverTrained = new Bert(config, { seed: 2 });
const probed = {
  "gives or gets": await probe(model.bert, roleQuestions),
  "gives or gets, never trained": await probe(neverTrained, roleQuestions),
  "person or town": await probe(model.bert, nameQuestions),
  "person or town, never trained": await probe(neverTrained, nameQuestions),
};
neverTrained.dispose();
show(lines(Object.entries(probed).map(([name, y]) => ({ name, y })), {
  title: "What a linear probe can read off", x: "blocks behind it", y: "right answers (%)",
}));
const early = "was the pretraining stopped early?";
shouldSee("gives or gets, after one block, in %", probed["gives or gets"][1], { from: 65, to: 100, ifNot: early });
shouldSee("person or town, after two blocks, in %", probed["person or town"][2], { from: 90, to: 100, ifNot: early });

// %% [markdown]
// Person or town: three quarters without any block (some places in a sentence are mostly people's), everything after
// one. The untrained model stays where it was, so the answer was not just lying about.
//
// And gives or gets: by chance without a block, since one word alone says nothing, and nearly always after the first
// one. (Other seeds find less, but all find something: 74 to 99 %.) So the states *do* hold who gives and who gets! It
// just isn't used: nothing carries it to the blank. A probe shows what is there. It does not show that anybody reads
// it.
//
// ## One vector for a sentence
//
// To search, or to put like with like, one wants a single vector for a whole sentence. `[CLS]` has been trained for the
// next-sentence game and nothing else. What works well is the **mean** of the words' last states. Of the *words*:
// padding has states, too, and must count neither in the sum nor in the number.
//
// **Your turn:** `meanPooling`.

// %%
await check("meanPooling");

// %%
await hint("meanPooling");

// %%
const meanPooling = await mine("meanPooling");
const meals = sentimentExamples({ count: 100, seed: 21 });
const kinds: Record<string, string[]> = {
  "a good meal": meals.filter(({ label }) => label === "good").map(({ text }) => text),
  "a bad meal": meals.filter(({ label }) => label === "bad").map(({ text }) => text),
  "a gift": inferenceExamples({ count: 30, seed: 21 }).map(({ premise }) => premise),
  "a journey": taggedSentences({ count: 30, seed: 21 }).map(({ words }) => words.join(" ")),
};
const sentences = Object.entries(kinds).flatMap(([kind, texts]) => texts.slice(0, 25).map((text) => ({ kind, text })));
const vectors = tf.tidy(() => {
  const inputs = encoderInputs(sentences.map(({ text }) => encode(text)));
  return meanPooling(model.forward(inputs).hiddenStates[config.layers], inputs.attentionMask); // [sentences, 64]
});
const sentenceVectors = (await vectors.array()) as number[][];
show(embeddingScatter(pca(sentenceVectors).points, sentences.map(({ text }) => text), {
  groups: sentences.map(({ kind }) => kind), title: "Sentences in two of 64 dimensions",
}));

// %% [markdown]
// Gifts, journeys and meals lie apart, and the meals in heaps by how the sentence is built: was, or liked; one half, or
// two. But good and bad meals lie mixed in all of them. A mean over all words says what a sentence is about; "not" is
// one of ten words. So take neighbours in such a space for "about the same thing", never for "says the same". (Vectors
// that are meant for comparing are trained for it: Sentence-BERT.)
//
// # Four tasks
//
// Now for what encoders are used for. The recipe of 2018 is the same for every task: take the pretrained body, put one
// new linear layer on it, the **head**, and train it all a little on examples with labels. That is **fine-tuning**.
//
// | task | example | the head reads | and says |
// |---|---|---|---|
// | sentiment | `the soup was not bad but the tea was awful .` | [CLS] | good or bad |
// | inference | `anna gave the kite to ben .` `she has it now .` | [CLS] | entailment, contradiction or neutral |
// | names | `sydney king flew from oslo to lake victoria .` | every word | person, place, or neither |
// | questions | `who got it ?` `anna gave the kite to ben . she flew …` | every word | where the answer begins and ends |
//
// A score alone says nothing: 93 % can be poor. So each task has a ceiling for **bags of words**: what the best
// possible model scores that knows all the rules, but sees only *which* words there are, not in which order. Whole
// sentences allow 100 % in all four. What a model has above the ceiling, it has from reading word order.
//
// ## Sentiment
//
// "not" and "never" turn a clause round, and what comes after "but" counts. Guess the ceiling: with which sentences can
// a bag of words be right?

// %%
type Encoded = { encoding: ReturnType<typeof encode> };
type Mode = "full" | "frozen" | "from scratch";
const inputsOf = (some: readonly Encoded[]) => encoderInputs(some.map(({ encoding }) => encoding), { length: LENGTH });
const recipe = { batchSize: 32, learningRate: 1e-3, weightDecay: 0.01, seed: 1 };
const LABELS = 2000; // examples with a label

/** A classifier of texts that was trained on these examples. */
async function classifierOf<Label extends string>(
  labels: readonly Label[], examples: readonly (Encoded & { label: Label })[],
  onProgress: ReturnType<LiveComparison["of"]>, mode: Mode = "full",
): Promise<BertForSequenceClassification> {
  const classifier = new BertForSequenceClassification(config, { labels, seed: 51 }); // a head, and an untrained body
  if (mode !== "from scratch") classifier.takeBody(model.bert);
  const take = mode === "frozen" ? steps(300) : steps(800); // a head alone has learned sooner
  await trainOnExamples(classifier, examples, {
    ...recipe, steps: take, warmup: Math.ceil(take / 10), onProgress,
    rateOf: mode === "frozen" ? frozenBody() : undefined,
    batchOf: (some) => ({
      inputs: inputsOf(some),
      targets: sequenceTargets(some.map(({ label }) => labels.indexOf(label)), { classes: labels.length }),
    }),
  });
  return classifier;
}
/** How probable each class is for each text: [texts][classes]. */
async function probabilitiesOf(
  classifier: BertForSequenceClassification, texts: readonly Encoded[],
): Promise<number[][]> {
  const probabilities = tf.tidy(() => tf.softmax(classifier.forward(inputsOf(texts)).logits));
  const rows = (await probabilities.array()) as number[][];
  probabilities.dispose();
  return rows;
}
const likeliest = <Label>(labels: readonly Label[], rows: number[][]): Label[] =>
  rows.map((row) => labels[row.indexOf(Math.max(...row))]);
const scores: Record<string, { score: number; ceiling: number }> = {};

// %%
const asSentiment = ({ text, label }: (typeof test.sentiment)[number]) => ({ encoding: encode(text), label });
const sentiment = sentimentExamples({ count: LABELS, seed: 8, without: apart }).map(asSentiment);
const moodLearning = new LiveComparison(["sentiment"], { title: "Fine-tuning for sentiment" });
const moodOf = await classifierOf(SENTIMENTS, sentiment, moodLearning.of("sentiment"));
moodLearning.finish();
const moods = likeliest(SENTIMENTS, await probabilitiesOf(moodOf, test.sentiment.map(asSentiment)));
scores.sentiment = {
  score: accuracy(moods, test.sentiment.map(({ label }) => label)), ceiling: sentimentCeiling(test.sentiment),
};
console.log(scores.sentiment);

// %% [markdown]
// A bag of words is sure of single clauses, and of two with "and" where both are negated or none is; of all others it
// can't tell to which clause the "not" belongs, or which one comes last. That makes about 70 %. mini-BERT has them all.
//
// ## Inference
//
// Does the first sentence say the second (**entailment**), its opposite (**contradiction**), or neither (**neutral**)?
// `anna gave the kite to ben .` entails `he has it now .`, contradicts `she has it now .`, and leaves open `she likes
// it now .` What can a bag of words know here? It sees "likes" and says neutral: one third, right. For the rest it
// tosses a coin, as who gives and who gets is in the order alone. Together ⅔. And its loss? ⅓ · 0 + ⅔ · ln 2 = 0.46.
//
// Real collections have such give-aways too. In a well-known one a model that is shown the *second sentence only* is
// right in two of three cases, where guessing gets one (Gururangan et al., 2018).
//
// What is asked for is just what the slider has shown to be missing. Predict how the loss will fall: evenly?

// %%
const asInference = ({ premise, hypothesis, label }: (typeof test.inference)[number]) =>
  ({ encoding: encode(premise, hypothesis), label });
const inference = inferenceExamples({ count: LABELS, seed: 8, without: apart }).map(asInference);
const judges = test.inference.map(asInference);
const truth = judges.map(({ label }) => label);
const inferenceLearning = new LiveComparison(["inference"], { title: "Fine-tuning for inference" });
let inferenceLosses: number[] = []; // kept for a comparison further down
const relationOf = await classifierOf(INFERENCES, inference, (progress) => {
  inferenceLosses = progress.losses;
  inferenceLearning.of("inference")(progress);
});
inferenceLearning.finish();
scores.inference = {
  score: accuracy(likeliest(INFERENCES, await probabilitiesOf(relationOf, judges)), truth),
  ceiling: inferenceCeiling(test.inference),
};
relationOf.dispose();
console.log(scores.inference);

// %% [markdown]
// In three acts. Within a hundred steps it comes down to nearly 0.46, the bag of words. There it lies for a while.
// Then, within another hundred steps, it falls to nearly 0: the pieces have been put together. Now two thirds of all
// examples ask for the one thing that was missing, no other riddle is in the way, and a part of it was there already,
// as the probe has shown. With other seeds the middle act is longer, up to some hundred steps; that it is about to end
// can't be seen in the curve.
//
// ## Names
//
// Here every word gets an answer. `B-PER` begins a person's name, `I-PER` goes on with it, likewise `LOC` for places,
// and `O` is none. Careful with the score: most words are "the", "flew" or a name that is always a person's, and easy.
// So the share of right tags is high even for a bag of words. What one wants are *whole names*, right from the first
// word to the last: their **F1**, the harmonic mean of how many of the found ones are right and how many of the right
// ones are found.

// %%
const asNames = ({ words, tags }: (typeof test.names)[number]) => ({ encoding: encode(words.join(" ")), tags });
const tagger = new BertForTokenClassification(config, { labels: NAME_TAGS, seed: 51 }).takeBody(model.bert);
const nameLearning = new LiveComparison(["names"], { title: "Fine-tuning for names" });
await trainOnExamples(tagger, taggedSentences({ count: LABELS, seed: 8, without: apart }).map(asNames), {
  ...recipe, steps: steps(800), warmup: steps(80), onProgress: nameLearning.of("names"),
  batchOf: (some) => ({
    inputs: inputsOf(some),
    targets: tokenTargets( // −100 at [CLS] and [SEP]: they don't count
      some.map(({ tags }) => [-100, ...tags.map((tag) => NAME_TAGS.indexOf(tag)), -100]),
      { classes: NAME_TAGS.length, length: LENGTH },
    ),
  }),
});
nameLearning.finish();
const best = tf.tidy(() => tf.argMax(tagger.forward(inputsOf(test.names.map(asNames))).logits, -1)); // [texts, time]
const bestTags = (await best.array()) as number[][];
tf.dispose(best);
tagger.dispose();
const found = test.names.map(({ words }, i) => words.map((_, t) => NAME_TAGS[bestTags[i][t + 1]])); // [CLS] is at 0
const tags = test.names.map((one) => one.tags);
scores.names = { score: accuracy(found.flat(), tags.flat()), ceiling: taggingCeiling(test.names) };
console.log(scores.names, "F1 of whole names:", entityScores(found, tags).f1);

// %% [markdown]
// ## Questions
//
// `who got it ?` on `anna gave the kite to ben . she flew from oslo to cairo .` The answer is a **span** of the
// passage. For each token the head gives two scores: to be the answer's first, and to be its last. Why not simply take
// the token with the best first score, and the one with the best last score?
// <details><summary>Answer</summary>
// The last might come before the first, or one of them might be in the question, or in the padding. So one looks for
// the best *pair* among those that can be an answer.
// </details>
//
// **Your turn:** `bestSpan`.

// %%
await check("bestSpan");

// %%
await hint("bestSpan");

// %% [markdown]
// How good is an answer? **Exact match** asks whether both ends are right. **F1** gives something for nearly right
// ones. By hand: the answer is "port victoria", two tokens, and "victoria" is found. What are the two?
// <details><summary>Answer</summary>
// Exact match 0. One token in common: 2 · 1 / (1 + 2) = ⅔.
// </details>
//
// **Your turn:** `spanScores`. Does a token in both spans have to be at the same place, or is the same word enough?

// %%
await check("spanScores");

// %%
await hint("spanScores");

// %%
const bestSpan = await mine("bestSpan");
const asQuestion = ({ question, passage, start, answer }: (typeof test.questions)[number]) => {
  const encoding = encode(question, passage);
  return { encoding, passage, question, span: tokenSpan(encoding, { start, end: start + answer.length }) };
};
const reader = new BertForQuestionAnswering(config, { seed: 51 }).takeBody(model.bert);
const readerLearning = new LiveComparison(["questions"], { title: "Fine-tuning for questions" });
await trainOnExamples(reader, passageQuestions({ count: LABELS, seed: 8, without: apart }).map(asQuestion), {
  ...recipe, steps: steps(800), warmup: steps(80), onProgress: readerLearning.of("questions"),
  batchOf: (some) => ({
    inputs: inputsOf(some),
    targets: spanTargets(some.map(({ span }) => span), some.map(({ encoding }) => encoding)),
  }),
});
readerLearning.finish();
const asked = test.questions.map(asQuestion);
const marks = tf.tidy(() => {
  const { startLogits, endLogits } = reader.forward(inputsOf(asked));
  return tf.stack([startLogits, endLogits]); // [2, texts, time]
});
const [starts, ends] = (await marks.array()) as number[][][];
tf.dispose(marks);
reader.dispose();
const answers = asked.map(({ encoding }, i) => // the passage is text 1, the question text 0
  bestSpan(starts[i], ends[i], { allowed: starts[i].map((_, t) => encoding.sequences[t] === 1) }));
const texts = asked.map(({ passage, encoding }, i) => spanText(passage, encoding, answers[i]));
asked.slice(0, 4).forEach(({ passage, question }, i) => console.log(`${passage} ${question} → ${texts[i]}`));
const judgement = answerScores(texts, test.questions.map(({ answer }) => answer)); // as yours, by words instead of places
console.log(judgement);
scores.questions = { score: judgement.exactMatch, ceiling: questionCeiling(test.questions) };

// %%
const tasks = Object.keys(scores);
show(groupedBars([
  { name: "best bag of words", values: tasks.map((task) => 100 * scores[task].ceiling) },
  { name: "mini-BERT", values: tasks.map((task) => 100 * scores[task].score) },
], tasks, { title: "Four tasks, 300 fresh examples each", y: "right answers (%)" }));
for (const task of tasks) {
  const { score, ceiling } = scores[task];
  shouldSee(`${task}: how much of the gap above a bag of words is closed`, (score - ceiling) / (1 - ceiling), {
    from: 0.5, to: 1, ifNot: early,
  });
}

// %% [markdown]
// All far above their ceilings: with five seeds, everything was between XX and 100 %. Don't take that for language. The
// test sentences are new, but the rules behind them are those of the training, and they have no exceptions. Real tasks
// have, and there a point is hard to win.
//
// ## How many labels?
//
// Pretraining text costs nothing; labels have to be written by somebody. So the question that matters is not whether it
// can be learned, but from how many examples. Three ways, with 100, 400 and 2000 labels for inference: the pretrained
// body, all of it trained on (**full**); the pretrained body **frozen**, where the head alone learns; and the same
// network **from scratch**. Draw your three curves first.

// %%
const sizes = [100, 400, LABELS];
const modes: Mode[] = ["full", "frozen", "from scratch"];
const byLabels: Record<Mode, number[]> = { full: [], frozen: [], "from scratch": [] };
for (const size of sizes) {
  const labelLearning = new LiveComparison(modes, { title: `Inference with ${size} labels` });
  const isThere = size === LABELS; // "full" with all labels was trained above
  if (isThere) labelLearning.add("full", inferenceLosses);
  for (const mode of isThere ? modes.slice(1) : modes) {
    const one = await classifierOf(INFERENCES, inference.slice(0, size), labelLearning.of(mode), mode);
    byLabels[mode].push(100 * accuracy(likeliest(INFERENCES, await probabilitiesOf(one, judges)), truth));
    one.dispose();
  }
  labelLearning.finish();
}
byLabels.full.push(100 * scores.inference.score);
show(lines([
  ...modes.map((name) => ({ name, x: sizes, y: byLabels[name] })),
  { name: "best bag of words", x: [sizes[0], LABELS], y: Array<number>(2).fill(100 * scores.inference.ceiling) },
], { title: "What labels buy", x: "examples with a label", y: "right answers (%)", logX: true }));
shouldSee("full with 400 labels, in %", byLabels.full[1], { from: 80, to: 100, ifNot: early });
shouldSee("from scratch with 400 labels, in %", byLabels["from scratch"][1], {
  from: 55, to: 85, ifNot: "did it get the pretrained body?",
});
shouldSee("frozen with 2000 labels, in %", byLabels.frozen[2], { from: 55, to: 80, ifNot: "is the body frozen?" });

// %% [markdown]
// With five seeds, lowest and highest:
//
// | | 100 labels | 400 | 2000 |
// |---|---|---|---|
// | full | a | b | c |
// | frozen | a | b | c |
// | from scratch | a | b | c |
//
// With 400 labels the pretrained body puts the pieces together. From scratch it does not, with five times as many, in
// the same number of steps: it ends at the bag of words. That is what pretraining was for, although it had not solved
// the riddle itself.
//
// Look at the loss curves, too. With 100 labels the loss goes to 0 for both that may change everything, and with 400
// even from scratch it is on its way: so many answers can be learned by heart. On fresh sentences that is worth
// nothing. And **frozen** stays where it was: the head reads `[CLS]`, and who has the thing was never carried there.
//
// ## Where it fails
//
// On sentiment it was right in all of 300 fresh sentences. So has it understood what "but" does? Here is one "but" more
// than it has ever seen: `david liked the bread but hugo never liked the fish but emma loved the pie .` What comes last
// still counts: good. How often will it be right, and how sure will it be?

// %%
const clauses = sentimentExamples({ count: 6000, seed: 77 }).filter(({ text }) => !/ (and|but) /.test(text))
  .map(({ text, label }) => ({ clause: text.replace(" .", ""), label }));
const twoButs = Array.from({ length: Math.floor(clauses.length / 3) }, (_, i) => clauses.slice(3 * i, 3 * i + 3))
  .filter(([a, b, c]) => a.label !== b.label && b.label !== c.label) // good but bad but good, or the other way round
  .map((three) => ({ encoding: encode(`${three.map(({ clause }) => clause).join(" but ")} .`), label: three[2].label }));
const rows = await probabilitiesOf(moodOf, twoButs);
const rightOnes = accuracy(likeliest(SENTIMENTS, rows), twoButs.map(({ label }) => label));
const sureness = meanOf(rows.map((row) => Math.max(...row)));
console.log(`${twoButs.length} sentences with two "but": right ${(100 * rightOnes).toFixed(0)} %, ` +
  `how sure in the mean ${(100 * sureness).toFixed(0)} %`);
shouldSee('right with two "but", in %', 100 * rightOnes, {
  from: 0, to: 60, ifNot: "then it has found the rule: try three of them",
});
shouldSee("how sure it is, in %", 100 * sureness, { from: 90, to: 100, ifNot: "was the fine-tuning stopped early?" });

// %% [markdown]
// Worse than a coin, and as sure as ever! Mostly it answers with the clause in the middle, the one behind the *first*
// "but". Wherever it was trained, "behind the first" and "behind the last" were the same, and nothing told it which of
// the two rules was meant. So a probability near 1 says "all sentences like these were good". It does not say whether
// this one is like those.
//
// **Keeping it.** Saved like this, Python opens it: `BertForPreTraining.from_pretrained(folder)` and
// `AutoTokenizer.from_pretrained(folder)` of Hugging Face's `transformers`.

// %%
await model.save("../.cache/models/10-mini-bert", { tokenizer });
moodOf.dispose();

// %% [markdown]
// **What you should see.** The right side saves 0.4 nats; a loss that falls to 0.15 nats above the floor; a model that
// is sure of Oscar's "he" and tosses a coin for Ben's; a probe that finds who gives and who gets after one block; four
// tasks far above their bags of words; 400 labels that are enough with pretraining and not without; and two "but" that
// it gets wrong with great certainty. *Yours differs?* If the masked loss is near 0, your labels are in the input; if
// padding changes the answers, look at `encoderMask`.
//
// ## Recall
//
// Answer before you open them, without scrolling up.
//
// 1. Somebody reports a masked-word loss of 0.3 nats, others get 1.9 on the same text. He is proud. What do you ask him?
// <details><summary>Answer</summary>
// Over which words the mean goes. If all words count, the visible ones are nearly free and make it small. (And what
// share is hidden: with fewer blanks each is easier.)
// </details>
//
// 2. Why are some of the chosen words left as they are, though they are to be guessed?
// <details><summary>Answer</summary>
// So that the model can never know of a visible word that nothing will be asked about it: it has to make something of
// every word, as later tasks have no masks.
// </details>
//
// 3. A tagger has 97 % of the tags right. What two things must you know before you call it good?
// <details><summary>Answer</summary>
// What one gets without looking at order (or by always saying O), and how many *whole* names are right.
// </details>
//
// ## Where to read on
//
// - Devlin et al., *BERT* (2019): the model of this lesson. Section 3.1 for the two games, appendix C.2 for 80/10/10.
// - Liu et al., *RoBERTa* (2019): without the next-sentence game, with new masks each time: better.
// - Wettig et al., *Should You Mask 15% in Masked Language Modeling?* (2023).
// - Tenney, Das and Pavlick, *BERT Rediscovers the Classical NLP Pipeline* (2019): probes, layer by layer; Hewitt and
//   Liang, *Designing and Interpreting Probes with Control Tasks* (2019): what a probe does not show.
// - Reimers and Gurevych, *Sentence-BERT* (2019): sentence vectors that were trained for it.
// - Gururangan et al., *Annotation Artifacts in Natural Language Inference Data* (2018).
// - Mosbach, Andriushchenko and Klakow, *On the Stability of Fine-tuning BERT* (2021).
// - The code behind this lesson: [lib/encoder](../lib/encoder/bert.ts), and
//   [lib/data/miniEnglish](../lib/data/miniEnglish/documents.ts) for the language, its floors and ceilings.
