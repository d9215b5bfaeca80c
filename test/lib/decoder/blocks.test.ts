import * as byhand from "byhand";
import { beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../engines";
import { mutated } from "../../mutated";
import { casesOf, distanceFromPyTorch, worstDistance } from "../operations";

/** float32 against PyTorch's doubles: a block of six matrix products, two norms and a softmax, and back. */
const TOLERANCE = 5e-6;

const operations = ["feedForward", "feedForwardRelu", "swiglu", "geglu", "preNormBlock", "postNormBlock"];

describe.each(engines)("on the engine %s, PyTorch's and transformers' values and gradients are those of", (engine) => {
  beforeAll(() => byhand.useEngine(engine));

  it.each(casesOf(...operations))("%s", async (name) => {
    expect(await distanceFromPyTorch(byhand, name)).toBeLessThan(TOLERANCE);
  });
});

describe("these values tell", () => {
  beforeAll(() => byhand.useEngine("cpu"));

  it.each([
    ["feedForward", "a bias that is left out", "block/feedForward.ts", "linear(inner, outputWeight, outputBias)",
      "linear(inner, outputWeight, tf.mul(outputBias!, 0))"],
    ["feedForward", "a layer without its activation", "block/feedForward.ts",
      "const inner = activation(linear(x, innerWeight, innerBias));", "const inner = linear(x, innerWeight, innerBias);"],
    ["feedForwardRelu", "GELU whatever was asked for", "block/feedForward.ts",
      "const inner = activation(linear(x, innerWeight, innerBias));", "const inner = gelu(linear(x, innerWeight, innerBias));"],
    ["swiglu", "the other half gated", "block/feedForward.ts",
      "const gate = activation(linear(x, gateWeight, gateBias)); // [..., inner]\n  return linear(tf.mul(gate, linear(x, upWeight, upBias))",
      "const gate = linear(x, gateWeight, gateBias);\n  return linear(tf.mul(gate, activation(linear(x, upWeight, upBias)))"],
    ["swiglu", "a sum in place of the product", "block/feedForward.ts", "tf.mul(gate, linear(x, upWeight, upBias))",
      "tf.add(gate, linear(x, upWeight, upBias))"],
    ["geglu", "SiLU whatever was asked for", "block/feedForward.ts", "const gate = activation(linear(x, gateWeight, gateBias));",
      "const gate = silu(linear(x, gateWeight, gateBias));"],
    ["preNormBlock", "norms after the sums", "decoder/block.ts", 'normPlacement === "post" ?',
      'normPlacement !== "none" as string ?'],
    ["postNormBlock", "norms before the layers", "decoder/block.ts", 'normPlacement === "post" ?',
      'normPlacement === "none" as string ?'],
    ["postNormBlock", "norms of the layers' outputs alone", "block/wiring.ts", "norm1(tf.add(x, attention(x)))",
      "tf.add(x, norm1(attention(x)))"],
    ["postNormBlock", "a feed-forward layer beside the attention", "block/wiring.ts",
      "norm2(tf.add(attended, feedForward(attended)))", "norm2(tf.add(attended, feedForward(x)))"],
  ])("%s from one with %s", async (operation, _, file, from, to) => {
    const distance = await worstDistance(await mutated(file, { from, to }), casesOf(operation));
    expect(distance).toBeGreaterThan(100 * TOLERANCE);
  });
});
