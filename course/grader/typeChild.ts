/** The program that checks types: TypeScript's own compiler, which sees the submitted files and what they import. */
import { serve } from "./childLoop";
import { Declarations } from "./declarations";
import { timedParse } from "./timedParse";
import { findTypeErrors } from "./typeErrors";
import { encode, WireError } from "./wire";

/** Declarations by path, put in when the program is built; see typeLibrary.ts. */
declare const typeLibrary: [path: string, text: string][];

const library = new Declarations(typeLibrary);

/** A snapshot then holds all declarations as the compiler has read them, which takes longer than most submissions do. */
function readLibrary(): void {
  findTypeErrors(new Map([["warm-up.ts", sample]]), library);
}

const sample = `
import * as tf from "@tensorflow/tfjs-core";

/** One of each kind of thing that exercises are made of. */
export function rows(x: tf.Tensor2D, { sizes = [1, 2] }: { sizes?: readonly number[] } = {}): tf.Tensor {
  return tf.tidy(() => {
    const longest = Math.max(...sizes.map((size) => size + 1));
    const parts: tf.Tensor[] = [];
    for (const [i, size] of sizes.entries()) parts.push(x.slice([i, 0], [1, size]).mul(tf.scalar(1 / longest)));
    return parts.length > 1 ? tf.concat(parts, 0).softmax() : tf.zeros(x.shape);
  });
}

export const texts = new Map(Object.entries({ one: "1", two: \`\${2}\` }));
`;

serve(async (request) => {
  if (request.op === "parse") return encode(timedParse(request.texts, request));
  if (request.op !== "types") throw new WireError("would be of another program");
  return encode(findTypeErrors(new Map(request.files), library));
}, { warmUp: readLibrary });
