import * as byhand from "byhand";
import { beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../engines";
import { forwardDistances, gradientDistances, headNames, TOLERANCE, worst } from "./oracleModels";

describe.each(engines)("on %s, a random BERT of Hugging Face (pairs of texts, some padded)", (engine) => {
  beforeAll(() => byhand.useEngine(engine));

  it.each(headNames)("has the same hidden states, pooled output and scores: %s", async (head) => {
    const distances = await forwardDistances(byhand, head);
    expect(worst(distances), JSON.stringify(distances)).toBeLessThan(TOLERANCE);
  });

  it.each(headNames)("has the same loss and gradients: %s", async (head) => {
    const distances = await gradientDistances(byhand, head);
    expect(worst(distances), JSON.stringify(distances)).toBeLessThan(TOLERANCE);
  });
});
