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
// - say why an encoder may look both ways, and why it is not made for writing;
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
// Reading and doing: about two hours; a good place to rest is before *What does it know?* Waiting: about four minutes
// in all.

// %%
import * as tf from "@tensorflow/tfjs-core";
import {
  accuracy, answerScores, attentionFrom, Bert, BERT_SPECIAL_TOKENS, BERT_TEMPLATE, BertForPreTraining,
  BertForQuestionAnswering, BertForSequenceClassification, BertForTokenClassification, blankBars, causalMask,
  crossEntropy, drawMasking, drawPairs, embeddingScatter, encoderInputs, entityScores, fillIn, frozenBody, groupedBars,
  inferenceCeiling, inferenceExamples, INFERENCES, Linear, lines, LiveComparison, maskingVocabulary, maskMap,
  miniDocuments, miniVocabulary, Module, NAME_TAGS, nearestNeighbours, passageQuestions, pca, pretrainingBatch, pretrainingFloor,
  questionCeiling, Random, sentimentCeiling, sentimentExamples, SENTIMENTS, sequenceTargets, show, spanTargets,
  spanText, taggedSentences, taggingCeiling, tokenSpan, tokenTargets, trainOnExamples, useEngine, WordTokenizer,
} from "byhand";
import { check, hint, mine, shouldSee, steps } from "byhand-course";

console.log(String(await useEngine()));

// %% [markdown]
// # Blanks
//
// ## Both sides of a word
//
// `she flew to ▁▁▁` could go on with any town, and `she flew to ▁▁▁ from oslo .` with any but Oslo. Here is a sentence
// for you: `mary has never ▁▁▁`, and what if `… the soup , she loves it .` follows? A word is held in place from both
// sides, and a model that reads from left to right sees one of them.
//
// How much is the other side worth? In English nobody knows. So this lesson has its own small language, whose rules are
// known, so that every probability in it can be calculated. Its texts have three sentences:

// %%
for (const sentences of miniDocuments({ count: 8, seed: 4 })) console.log(sentences.join(" "));
console.log(`${miniVocabulary().length} different words`);

// %% [markdown]
// Somebody gives something to somebody, people eat, people travel. Note what a reader has to do to fill in a blank
// here: find out who has the thing in the end, whether "not" was there, and whether sydney is a town or a girl.
//
// Now hide one word of a sentence, and ask the rules. How many nats of surprise are in it for a reader who knows the
// rules by heart, but not where in its document the sentence stands, and sees (1) only what is left of the word, (2)
// the whole sentence, (3) the next sentence, too? Guess how much (1) and (2) differ.

// %%
const meanOf = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;
const random = new Random(3);
const surprises: Record<string, number[]> = { "left only": [], "both sides": [], "and the next sentence": [] };
for (const [first, second] of miniDocuments({ count: 300, seed: 31 })) {
  const words = first.split(" ");
  const place = random.integer(words.length - 1); // not the full stop
  const hide = (isHidden: (i: number) => boolean) => words.map((word, i) => (isHidden(i) ? "[MASK]" : word)).join(" ");
  const readers = {
    "left only": fillIn(hide((i) => i >= place)), // the first of its blanks is the word
    "both sides": fillIn(hide((i) => i === place)),
    "and the next sentence": fillIn(hide((i) => i === place), { second }),
  };
  for (const [name, [blank]] of Object.entries(readers)) {
    surprises[name].push(-Math.log(blank.find(({ word }) => word === words[place])!.probability));
  }
}
for (const [name, nats] of Object.entries(surprises)) console.log(`${name}: ${meanOf(nats).toFixed(2)} nats`);
shouldSee("nats that the right side saves", meanOf(surprises["left only"]) - meanOf(surprises["both sides"]), {
  from: 0.3, to: 0.6, ifNot: "was the language changed?",
});

// %% [markdown]
// A good quarter of the surprise goes away once one may look to the right. (The left-only reader was even told how long
// the sentence is.) The next sentence saves another tenth of a nat: little in the mean, but everything for some words.
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
// ## Why it is not made for writing
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
// To the first two: "tea" and "please", each with 1. Multiplied, each of the two texts would get 1, which adds up to 2.
// To two blanks: ½ tea, ½ no; ½ please, ½ thanks. If each is filled by itself, half of the texts are nonsense, such as
// "no please".
// </details>
//
// One blank after the other would do: tea, then please. But that is GPT's way, at the price of a whole pass for each
// word, with the length fixed beforehand, and with texts of mostly blanks, which BERT hardly ever sees. An encoder is
// for texts that are already there: to classify, to mark, to search, to compare.
//
// ## Two texts in one
//
// Many tasks have two texts: a question and a passage, a claim and its evidence. BERT reads both as one row of tokens,
// `[CLS] first [SEP] second [SEP]`. `[CLS]` stands for no word. It is a place where a summary can be put together, as
// it can look at everything. `[SEP]` says "here it ends", and besides that each token gets a **token type**, 0 or 1,
// with a vector for each that is added to word and position. Why both, `[SEP]` and the type?
// <details><summary>Answer</summary>
// The type tells every word at once, in the first layer, which text it is in; from the [SEP]s it would have to find
// that out by looking and counting. And [SEP] gives the border a place of its own. (One of the two would do: RoBERTa
// has no types.)
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
console.log(`${tokenizer.vocabularySize} tokens: the words, and ${BERT_SPECIAL_TOKENS.join(" ")}`);

// %% [markdown]
// Each [SEP] ends the text before it, and has its type: the first one 0, the second one 1.
//
// ## Hiding words
//
// This game is called **masked language modelling** (MLM). BERT chooses some words, 15 % of them in the paper, and asks
// what they were. If these were all replaced by `[MASK]`, the model could learn to do its work only where it sees one.
// But later tasks have no `[MASK]` at all! So of the chosen words
//
// - 80 % become `[MASK]`,
// - 10 % become some random word,
// - 10 % stay as they are.
//
// All of them are to be guessed. A word that is *not* a mask may thus be wrong, or be asked for, and the model can't
// know which. So it has to make something of every word. By hand: of 1000 words, how many are still to be seen, and
// right?
// <details><summary>Answer</summary>
// 850 were not chosen, and 15 were chosen and kept: 865. (Of the 15 random ones hardly ever one is right by chance.)
// </details>
//
// (That was the idea. In the paper's own comparison it mattered little once the whole model was fine-tuned, and more
// where it stayed frozen: appendix C.2.)
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
// **The second game**, next-sentence prediction (NSP). To learn what goes on *between* sentences, BERT is shown two,
// and asked at `[CLS]`: did the second come after the first, or was it taken from somewhere else? Half and half. Where
// must the wrong one be taken from, and from where not?
// <details><summary>Answer</summary>
// From another document. From its own it could be the true one, with the label "wrong". (One of another document may
// fit as well, "he has it now ." for instance. So nobody can win this game every time.)
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
// %, so that each pair asks more. (For large models, too, more can be better: Wettig et al., 2023.) And a wrong second
// sentence does not help to fill the blanks of the first, so we make 30 % of them wrong, and not half. (RoBERTa left
// this game out, and lost nothing.)
//
// The model is three blocks of lesson 06, with each norm *after* the addition, as in the paper. Your functions of this
// lesson and of lessons 05 and 06 are in it. Before it has learned anything, what are its two losses?
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
// The loss hardly falls any more (and its learning rate has gone down to nearly 0). Is there much left to learn? For
// most languages nobody can say. Here the rules give the exact probability of each hidden word, from all that the model
// sees. (They also reckon with the random words: a visible word may be wrong.) The mean of −ln of these is the
// **floor**: whoever is below it was lucky, or has cheated.
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
  { name: "knows frequencies only", values: [meanOf(byFrequency), ofWrong] },
  { name: "mini-BERT", values: [meanOf(reached.words), meanOf(reached.next)] },
  { name: "the rules", values: [meanOf(floor.tokens), meanOf(floor.nextSentence)] },
], ["hidden word", "next sentence"], { title: "How close to the floor?", y: "loss (nats)" }));

const gaps = {
  words: meanOf(reached.words) - meanOf(floor.tokens), next: meanOf(reached.next) - meanOf(floor.nextSentence),
};
shouldSee("hidden words: nats above the floor", gaps.words, {
  from: 0.1, to: 0.25, ifNot: "below: does the model see what it should guess? above: was it stopped early?",
});
shouldSee("next sentence: nats above the floor", gaps.next, {
  from: 0, to: 0.15, ifNot: "below: are wrong sentences taken from the same document? above: was it stopped early?",
});

// %% [markdown]
// Over nine tenths of the way, and not below. What is left over? Much of it is spread thinly over many words. But some
// things are missing altogether, even if they weigh little in the mean.
//
// ## Move the blank
//
// Each word of this pair is hidden in turn; drag the slider. Guess first: of which words can nobody be sure, and of
// which should everybody be? And for which does one have to look into the *other* sentence? (The rules are told here
// that the second sentence is the next one; the model has to see that for itself.)

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
// Nobody can know that it is Oscar, and not Ben or Max. That it is a boy can be known, from "he". And "he" can be known
// from Oscar; "never", or "not" or "hardly", from his sighing. All three need the other sentence, and the model has
// them right, or nearly. Now a harder one. Guess before you drag: what will it say to "he" here?

// %%
await moveTheBlank("anna gave the kite to ben .", "he has it now .");

// %% [markdown]
// Nobody can know that it is a kite: all things are equally likely, to the rules and to the model. "to" is certain. And
// "he"? The rules know that Ben has the kite, and say 100 %. The model tosses a coin! It has been asked this some
// thousands of times in training, and has not found out who has the thing in the end.
//
// Why is that so hard? There are three switches: is the one who is named first a girl or a boy; does it say "gave … to"
// or "got … from"; and does the second sentence end with "now" or with "no more"? Turn one of them round, and the
// answer is turned round. So any one of them, and even any two, tell nothing about this blank: only who has all three
// has anything. And there is little to win, as such blanks are few. We will come back to this.
//
// **Your own.** Take the // away, change the sentences, and run the cell. (They must be sentences of the small language: of
// others the rules know nothing.)

// %%
// await moveTheBlank("the soup was not bad but the tea was awful .", "mary frowned .");

// %% [markdown]
// # What does it know?
//
// ## Where it looks
//
// How did it know "he"? It must have come from Oscar, directly or by way of another word. Here is what the `[MASK]`
// looks at in each of the four heads of the first layer (0) and of the last (2): the darker a word, the more of its
// vector goes into what the `[MASK]` becomes. Guess: in which of the layers does it look at the name?

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
// In the last one. In the first layer three heads look at the words after it, and one looks over into the other
// sentence, but mostly at the verb: what is missing here at all? In the last layer one head goes to the name, with nine
// tenths of its weight. This is one thing that layers are good for: what to look for has to be found out before one can
// look for it.
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
// And a control: the same with a model that was never trained. After what the slider has shown: what do you expect of
// the first question?

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
  title: "What a linear probe can read off", x: "blocks", y: "right answers (%)",
}));
const early = "was the pretraining stopped early?";
shouldSee("gives or gets, after one block, in %", probed["gives or gets"][1], { from: 65, to: 100, ifNot: early });
shouldSee("person or town, after two blocks, in %", probed["person or town"][2], { from: 90, to: 100, ifNot: early });

// %% [markdown]
// Person or town: three quarters without any block (some places in a sentence are mostly people's), 95 % after one
// block, everything after two. The untrained model hardly moves: so it is the training that has put the answer there.
//
// And gives or gets: by chance without a block, since one word alone says nothing, and nearly always after the first
// one, from where it fades a little. (Of five seeds, all found something: 74 to 99 % after the first block.) So the
// states *do* hold who gives and who gets, for all that other blanks have asked: "to" or "from", "gave" or "got". It
// just isn't used for this one, as the slider has shown. A probe shows what is there. It does not show that anybody
// reads it.
//
// ## One vector for a sentence
//
// To search, or to put like with like, one wants a single vector for a whole sentence. `[CLS]` has been trained for the
// next-sentence game only. The **mean** of the words' last states does better for that (Reimers and Gurevych, 2019,
// table 1). Of the *words*: padding has states, too, and must count neither in the sum nor in the number.
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
  "people and places": taggedSentences({ count: 30, seed: 21 }).map(({ words }) => words.join(" ")),
};
const sentences = Object.entries(kinds).flatMap(([kind, texts]) => texts.slice(0, 16).map((text) => ({ kind, text })));
const vectors = tf.tidy(() => {
  const inputs = encoderInputs(sentences.map(({ text }) => encode(text)));
  return meanPooling(model.forward(inputs).hiddenStates[config.layers], inputs.attentionMask); // [sentences, 64]
});
const sentenceVectors = (await vectors.array()) as number[][];
show(embeddingScatter(pca(sentenceVectors).points, sentences.map(({ text }) => text), {
  groups: sentences.map(({ kind }) => kind), title: "Sentences in two of 64 dimensions",
}));

// %% [markdown]
// Gifts, people in places, and meals lie apart, and the meals in heaps by how the sentence is built: was, or liked; one
// half, or two. But good and bad meals lie mixed in this picture. What does that mean for a search? Here are the three
// sentences that point most nearly in the same direction, in all 64 dimensions, found by lesson 04's function.

// %%
for (const kind of Object.keys(kinds)) {
  const id = sentences.findIndex((one) => one.kind === kind);
  console.log(`${kind}: ${sentences[id].text}`);
  for (const near of await nearestNeighbours(vectors, id, { count: 3 }).ids.data()) {
    console.log(`   ${sentences[near].kind}: ${sentences[near].text}`);
  }
}

// %% [markdown]
// They are about the same thing, in the same form, and some say the opposite: a mean over all words tells what a
// sentence is about, and "not" is one of ten words in it. (Vectors that are meant for comparing are trained for that:
// Sentence-BERT.)
//
// # Four tasks
//
// Now for what encoders are used for. The recipe of 2018 is the same for every task: take the pretrained body, put one
// new linear layer on it, and train it all a little on examples with labels. That is **fine-tuning**. The new layer is
// called the **head** (it has nothing to do with the heads of attention).
//
// | task | example | the head reads | and says |
// |---|---|---|---|
// | sentiment | `the soup was not bad but the tea was awful .` | [CLS] | good or bad |
// | inference | `anna gave the kite to ben .` `she has it now .` | [CLS] | entailment, contradiction or neutral |
// | names | `sydney king flew from oslo to lake victoria .` | every word | person, place, or neither |
// | questions | `who got it ?` `anna gave the kite to ben . she flew …` | every word | where the answer begins and ends |
//
// A score alone says nothing: 93 % can be poor. So each task has a ceiling for **bags of words**: what the best
// possible model scores that knows all the rules, but sees only *which* words there are (for names: also which one it
// has to tag), not in which order. Whole sentences allow 100 % in all four. What a model has clearly above the ceiling
// (on 300 examples a score is uncertain by two or three points), it has from reading word order.
//
// ## Sentiment
//
// "not" and "never" turn a clause round, "and" joins two that say the same, "but" two opposite ones, of which the
// second counts. Guess the ceiling: with which sentences can a bag of words be right?

// %%
type Encoded = { encoding: ReturnType<typeof encode> };
type Mode = "full" | "frozen" | "from scratch";
const inputsOf = (some: readonly Encoded[]) => encoderInputs(some.map(({ encoding }) => encoding), { length: LENGTH });
const recipe = { batchSize: 32, learningRate: 1e-3, weightDecay: 0.01, seed: 1 };
const LABELS = 2000; // examples with a label

/** A classifier of texts that was trained on these examples. */
async function classifierOf<Label extends string>(
  labels: readonly Label[], examples: readonly (Encoded & { label: Label })[],
  { take, mode = "full", onProgress }: { take: number; mode?: Mode; onProgress: ReturnType<LiveComparison["of"]> },
): Promise<BertForSequenceClassification> {
  const classifier = new BertForSequenceClassification(config, { labels, seed: 51 }); // a head, and an untrained body
  if (mode !== "from scratch") classifier.takeBody(model.bert);
  await trainOnExamples(classifier, examples, {
    ...recipe, steps: take, warmup: Math.ceil(take / 10), onProgress,
    ...(mode === "frozen" ? { learningRate: 1e-2, rateOf: frozenBody() } : {}), // a head alone can take larger steps
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
const moodOf = await classifierOf(SENTIMENTS, sentiment, { take: steps(500), onProgress: moodLearning.of("sentiment") });
moodLearning.finish({ figure: false });
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
// it now .` What can a bag of words know here? It sees "likes" and says neutral: that third is right. For the rest it
// tosses a coin, as who gives and who gets is in the order alone. Together ⅔. And its loss? ⅓ · 0 + ⅔ · ln 2 = 0.46.
//
// (It does not even need the first sentence. Real collections have such give-aways, too: in one of them, SNLI, a model
// that is shown the *second sentence only* is right in two of three cases, where guessing gets one: Gururangan et al.,
// 2018.)
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
const relationOf = await classifierOf(INFERENCES, inference, {
  take: steps(1200),
  onProgress: (progress) => {
    inferenceLosses = progress.losses;
    inferenceLearning.of("inference")(progress);
  },
});
inferenceLearning.finish();
scores.inference = {
  score: accuracy(likeliest(INFERENCES, await probabilitiesOf(relationOf, judges)), truth),
  ceiling: inferenceCeiling(test.inference),
};
relationOf.dispose();
console.log(scores.inference);

// %% [markdown]
// In three acts. It comes down to about 0.5 within a hundred steps, and creeps towards 0.46, the bag of words. Then,
// within another hundred steps, it falls to nearly 0: the pieces have been put together. Why now, and not in
// pretraining? Perhaps because two thirds of all examples ask for just this, and a part of it was there already, as the
// probe has shown. With other seeds the middle act lasted for several hundred steps (Mosbach et al., 2021, report such
// runs of large BERTs). That it is about to end can't be seen in the curve.
//
// ## Names
//
// Here every word gets an answer. `B-PER` begins a person's name, `I-PER` goes on with it, likewise `LOC` for places,
// and `O` is none. Guess the ceiling of a bag of words before you run.
//
// Careful with this score: most words are "the", "flew" or a name that is always a person's, and easy. What one wants
// are *whole names*, right from the first word to the last. Of the found ones, the share that is right is the
// **precision**; of the right ones, the share that was found is the **recall**; their harmonic mean is **F1**.

// %%
const asNames = ({ words, tags }: (typeof test.names)[number]) => ({ encoding: encode(words.join(" ")), tags });
const tagger = new BertForTokenClassification(config, { labels: NAME_TAGS, seed: 51 }).takeBody(model.bert);
const nameLearning = new LiveComparison(["names"], { title: "Fine-tuning for names" });
await trainOnExamples(tagger, taggedSentences({ count: LABELS, seed: 8, without: apart }).map(asNames), {
  ...recipe, steps: steps(500), warmup: steps(50), onProgress: nameLearning.of("names"),
  batchOf: (some) => ({
    inputs: inputsOf(some),
    targets: tokenTargets( // −100 at [CLS] and [SEP]: they don't count
      some.map(({ tags }) => [-100, ...tags.map((tag) => NAME_TAGS.indexOf(tag)), -100]),
      { classes: NAME_TAGS.length, length: LENGTH },
    ),
  }),
});
nameLearning.finish({ figure: false });
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
// **Your turn:** `spanScores`.

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
  ...recipe, steps: steps(1000), warmup: steps(100), onProgress: readerLearning.of("questions"),
  batchOf: (some) => ({
    inputs: inputsOf(some),
    targets: spanTargets(some.map(({ span }) => span), some.map(({ encoding }) => encoding)),
  }),
});
readerLearning.finish({ figure: false });
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
const judgement = answerScores(texts, test.questions.map(({ answer }) => answer)); // by words; yours goes by places
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
// All far above their ceilings. (With five seeds, everything was 100 %, but for inference: 83 % with one seed. The
// answers to our questions have one word each, so exact match and F1 agree; with longer ones they would not.) Don't
// take that for language. The test sentences are new, but the rules behind them are those of the training, and they
// have no exceptions. Real tasks have, and there a point is hard to win.
//
// ## How many labels?
//
// Pretraining costs computing; labels have to be written by somebody. So the question that matters is not whether a
// task can be learned, but from how many examples. Three ways, with 100, 400 and 2000 labels for inference: the
// pretrained body, all of it trained on (**full**); the pretrained body **frozen**, where the head alone learns; and
// the same network **from scratch**. Draw your three curves first.

// %%
const sizes = [100, 400, LABELS];
const takes = [steps(400), steps(800), steps(1200)]; // few examples have been learned sooner
const modes: Mode[] = ["full", "frozen", "from scratch"];
const byLabels: Record<Mode, number[]> = { full: [], frozen: [], "from scratch": [] };
for (const [i, size] of sizes.entries()) {
  const labelLearning = new LiveComparison(modes, { title: `Inference with ${size} labels` });
  const isThere = size === LABELS; // "full" with all labels was trained above
  if (isThere) labelLearning.add("full", inferenceLosses);
  for (const mode of isThere ? modes.slice(1) : modes) {
    const one = await classifierOf(INFERENCES, inference.slice(0, size), {
      take: mode === "frozen" ? steps(300) : takes[i], mode, onProgress: labelLearning.of(mode),
    });
    byLabels[mode].push(100 * accuracy(likeliest(INFERENCES, await probabilitiesOf(one, judges)), truth));
    one.dispose();
  }
  labelLearning.finish({ figure: size > 100 });
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
// | full | 62 to 74 % | 89 to 100 % | 83 to 100 % |
// | frozen | 62 to 68 % | 63 to 69 % | 63 to 68 % |
// | from scratch | 63 to 71 % | 65 to 72 % | 66 to 74 % |
//
// With 400 labels the pretrained body puts the pieces together. From scratch it does not, even with five times as many
// and more steps: it ends near the bag of words. That is what pretraining was for, although it had not solved the
// riddle itself. (The seed that has 83 % with 2000 labels had 97 % with 400: of fewer examples each comes more often,
// and the middle act may end sooner.)
//
// Look at the loss curve from scratch with 400 labels, too. It goes below the bag of words, and nearly to 0: so many answers
// can be learned by heart. On fresh sentences that is worth little. And **frozen** ends near the bag of words, too: a linear
// layer finds nothing more in what is there at `[CLS]`.
//
// ## Where it fails
//
// On sentiment it was right in all of 300 fresh sentences. So has it understood what "but" does? Here is one "but" more
// than it has ever seen: `the soup was good but the tea was not fresh but the pie was lovely .` What comes last still
// counts: good. How often will it be right, and how sure will it be? (So that nothing else is new, sentences with one
// "but", made of the same clauses, stand beside it. Only longer than any in training they are.)

// %%
const clauses = sentimentExamples({ count: 16_000, seed: 77 })
  .filter(({ text }) => text.startsWith("the ") && !/ (and|but) /.test(text)) // such as "the soup was not good ."
  .map(({ text, label }) => ({ text: text.replace(" .", ""), label }));
/** Clauses joined by "but", good ones and bad ones by turns; the last one counts. */
function joined(count: number) {
  const groups = Array.from({ length: Math.floor(clauses.length / count) }, (_, i) =>
    clauses.slice(count * i, count * (i + 1)));
  return groups.filter((group) => group.every(({ label }, k) => k === 0 || label !== group[k - 1].label))
    .map((group) => ({
      encoding: encode(`${group.map(({ text }) => text).join(" but ")} .`), label: group[count - 1].label,
    }));
}
async function rightAndSure(texts: ReturnType<typeof joined>): Promise<[right: number, sure: number]> {
  const probabilities = await probabilitiesOf(moodOf, texts);
  const answers = likeliest(SENTIMENTS, probabilities);
  const sure = probabilities.map((row) => Math.max(...row));
  return [100 * accuracy(answers, texts.map(({ label }) => label)), 100 * meanOf(sure)];
}
const [oneBut, twoButs] = [joined(2), joined(3)];
const [rightWithOne] = await rightAndSure(oneBut);
const [rightWithTwo, sureWithTwo] = await rightAndSure(twoButs);
console.log(`one "but", ${oneBut.length} sentences: right ${rightWithOne.toFixed(0)} %`);
console.log(`two "but", ${twoButs.length} sentences: right ${rightWithTwo.toFixed(0)} %, ` +
  `and sure of its answers by ${sureWithTwo.toFixed(0)} % in the mean`);
shouldSee('right with one "but", in %', rightWithOne, { from: 95, to: 100, ifNot: early });
shouldSee('right with two "but", in %', rightWithTwo, {
  from: 0, to: 50, ifNot: "then it has found the rule: try three of them",
});
shouldSee("how sure it is with two, in %", sureWithTwo, { from: 90, to: 100, ifNot: early });

// %% [markdown]
// With one "but" nothing fails. With two it is mostly wrong, and as sure as ever! As if it went by the *first* "but",
// or said the opposite of what the first clause says: here both give the same answer. Wherever it was trained, these
// rules and ours were the same, and nothing told it which one was meant. So a probability near 1 says "all sentences
// like these were good". It does not say whether this one is like those.
//
// **Keeping it.** Python can open what is saved here: `BertForPreTraining.from_pretrained(folder)` and
// `AutoTokenizer.from_pretrained(folder)` of Hugging Face's `transformers`.

// %%
await model.save("../.cache/models/10-mini-bert", { tokenizer });
moodOf.dispose();

// %% [markdown]
// **What you should see.** The right side saves 0.4 nats; a loss that falls to less than 0.25 nats above the floor; a
// model that is sure of Oscar's "he" and tosses a coin for Ben's; a probe that finds who gives and who gets after one
// block; four tasks far above their bags of words; 400 labels that are enough with pretraining and not without; and two
// "but" that it gets wrong with great certainty. *Yours differs?* If the masked loss is near 0, your labels are in the
// input; if padding changes the answers, look at `encoderMask`.
//
// ## Recall
//
// Answer before you open them, without scrolling up.
//
// 1. A colleague reports a masked-word loss of 0.3 nats, others get 1.9 on the same text. What do you ask?
// <details><summary>Answer</summary>
// Over which words the mean goes. If all words count, the visible ones are nearly free and make it small. (And what
// share is hidden: with fewer blanks each is easier.)
// </details>
//
// 2. Why are some of the chosen words left as they are, though they are to be guessed?
// <details><summary>Answer</summary>
// The idea: the model can never know of a visible word that nothing will be asked about it. So it has to make something
// of every word, as later tasks have no masks.
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
// - Liu et al., *RoBERTa* (2019): no next-sentence game, new masks each time, and above all more text and longer training.
// - Wettig et al., *Should You Mask 15% in Masked Language Modeling?* (2023).
// - Tenney, Das and Pavlick, *BERT Rediscovers the Classical NLP Pipeline* (2019): probes, layer by layer; Hewitt and
//   Liang, *Designing and Interpreting Probes with Control Tasks* (2019): does a probe read the states, or learn the task?
// - Reimers and Gurevych, *Sentence-BERT* (2019): sentence vectors that were trained for it.
// - Gururangan et al., *Annotation Artifacts in Natural Language Inference Data* (2018).
// - Mosbach, Andriushchenko and Klakow, *On the Stability of Fine-tuning BERT* (2021).
// - The code behind this lesson: [lib/encoder](../lib/encoder/bert.ts), and
//   [lib/data/miniEnglish](../lib/data/miniEnglish/documents.ts) for the language, its floors and ceilings.
