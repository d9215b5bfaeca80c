import { type AttentionParts, attentionParts, causalMask } from "../attention";
import { embedding } from "../embedding";
import { crossEntropy } from "../tensor/crossEntropy";
import { gelu } from "../tensor/gelu";
import { layerNorm } from "../tensor/layerNorm";
import { rmsNorm } from "../tensor/rmsNorm";
import { feedForward, gatedFeedForward } from "./feedForward";
import { preNormBlock } from "./wiring";

/** The functions inside a GPT that a learner's own can replace: `new GPT(config, { parts: { layerNorm: mine } })`. */
export interface Parts extends AttentionParts {
  causalMask: typeof causalMask;
  crossEntropy: typeof crossEntropy;
  embedding: typeof embedding;
  feedForward: typeof feedForward;
  gatedFeedForward: typeof gatedFeedForward;
  gelu: typeof gelu;
  layerNorm: typeof layerNorm;
  preNormBlock: typeof preNormBlock;
  rmsNorm: typeof rmsNorm;
}

/** The library's own functions, with the given ones in their place. @throws TypeError for a name or value that fits none. */
export function completeParts(parts: Partial<Parts> = {}): Parts {
  const own: Parts = {
    ...attentionParts,
    causalMask, crossEntropy, embedding, feedForward, gatedFeedForward, gelu, layerNorm, preNormBlock, rmsNorm,
  };
  for (const [name, part] of Object.entries(parts)) {
    if (!(name in own)) {
      throw new TypeError(`parts.${name} is not a part of a GPT: it has ${Object.keys(own).join(", ")}`);
    }
    if (typeof part !== "function") throw new TypeError(`parts.${name} is ${typeof part}: expected a function`);
  }
  return { ...own, ...parts };
}
