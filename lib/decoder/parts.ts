import { type AttentionParts, causalMask, mergeHeads, scaledDotProductAttention, splitHeads } from "../attention";
import { embedding } from "../embedding";
import { crossEntropy } from "../tensor/crossEntropy";
import { gelu } from "../tensor/gelu";
import { layerNorm } from "../tensor/layerNorm";

/** The functions inside a GPT that a learner's own can replace: `new GPT(config, { parts: { layerNorm: mine } })`. */
export interface Parts extends AttentionParts {
  causalMask: typeof causalMask;
  crossEntropy: typeof crossEntropy;
  embedding: typeof embedding;
  gelu: typeof gelu;
  layerNorm: typeof layerNorm;
}

/** The library's own functions, with the given ones in their place. @throws TypeError for a name or value that fits none. */
export function completeParts(parts: Partial<Parts> = {}): Parts {
  const own: Parts = { scaledDotProductAttention, splitHeads, mergeHeads, causalMask, crossEntropy, embedding, gelu, layerNorm };
  for (const [name, part] of Object.entries(parts)) {
    if (!(name in own)) {
      throw new TypeError(`parts.${name} is not a part of a GPT: it has ${Object.keys(own).join(", ")}`);
    }
    if (typeof part !== "function") throw new TypeError(`parts.${name} is ${typeof part}: expected a function`);
  }
  return { ...own, ...parts };
}
