import * as byhand from "byhand";
import { beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../engines";
import { fineTuningDistances, forwardDistances, gradientDistances, headNames, TOLERANCE, worst } from "./oracleModels";

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

  it("has the same hidden states for rows of numbers", async () => {
    const distances = await forwardDistances(byhand, "body", { rows: true });
    expect(worst(distances), JSON.stringify(distances)).toBeLessThan(TOLERANCE);
  });
});

describe("fine-tuning a BERT of Hugging Face, three steps of it,", () => {
  beforeAll(() => byhand.useEngine());

  it.each([
    ["with a smaller rate for each lower layer, and weights for the classes", "layerwise"],
    ["with a frozen body", "frozen"],
  ] as const)("%s gives what PyTorch's AdamW gives", async (_, way) => {
    const distances = await fineTuningDistances(byhand, way);
    expect(worst(distances), JSON.stringify(distances)).toBeLessThan(TOLERANCE);
  });
});
