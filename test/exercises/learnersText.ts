/** What a learner may have made of lesson 05's stubs: two functions written, a helper, and notes of their own. */
export function writtenFrom(stubs: string): string {
  return stubs
    .replace(/return todo\("causalMask: compare[^\n]*/, "return tf.tidy(() => allowed(queryPositions, keyPositions)); // ✓ mine")
    .replace('throw new Error("TODO: write decoderMask");', "// my decoder mask, with a tab\there\n  return mine(ids);")
    + "\nconst allowed = (a: tf.Tensor, b: tf.Tensor) => tf.greaterEqual(a, b) as tf.Tensor2D; // helper\n";
}

/** The text of one function, found by another way than the code under test: brackets in the first column end it. */
export const functionText = (source: string, name: string): string =>
  new RegExp(`^export function ${name}\\([^]*?^}`, "m").exec(source)![0];
