// ---
// jupyter:
//   kernelspec:
//     display_name: TypeScript (tslab)
//     language: typescript
//     name: tslab
// ---

// %% [markdown]
// # 20 · Our texts
//
// *For you, the teacher: change everything here. A lesson says what one can do after it, shows it, lets one write it, and
// says what one should have seen.*
//
// **After this lesson you can**
// - say how often each token of a text occurs, and show it;
// - say what a model knows that has learned nothing but these shares.

// %%
import * as tf from "@tensorflow/tfjs-core";
import { CharTokenizer, nextTokenBars, show, useEngine } from "byhand";
import { check, hint, shouldSee } from "byhand-course";

console.log(String(await useEngine()));

// %% [markdown]
// ## The text
//
// Put your own text here. **Guess** before you run the cell: which character is the most common one?

// %%
const text = "the cat sat on the mat, and the rat sat on the cat";
const tokenizer = CharTokenizer.train(text);
const ids = tokenizer.encode(text);
console.log(`${ids.length} tokens, of ${tokenizer.vocabularySize} kinds`);

// %% [markdown]
// **Your turn.** Write `tokenShares` in [exercises/20-our-texts.ts](../exercises/20-our-texts.ts), save, and run this cell:

// %%
await check("tokenShares");

// %%
await hint("tokenShares");

// %% [markdown]
// ## What you should see
//
// The space is the most common character, and the shares sum to 1.

// %%
const counts = tf.bincount(tf.tensor1d(ids, "int32"), tf.tensor1d([]), tokenizer.vocabularySize); // [vocabulary]
const shares = await tf.div(counts, ids.length).data();
const characters = Array.from({ length: tokenizer.vocabularySize }, (_, id) => tokenizer.decode([id]));
show(nextTokenBars(shares, characters, { title: "How often each character occurs" }));
shouldSee("share of the most common character", Math.max(...shares), {
  from: 0.2, to: 0.3, ifNot: "is the text another one? Then change this band",
});
