import type * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import * as byhand from "byhand";
import { mutated } from "../../mutated";
import { smallGPT, text } from "../training/models";

beforeAll(() => byhand.useEngine("cpu"));

/** Which modes a model is in while and after it is evaluated and trained, without and with an error in its midst. */
async function modes(library: typeof byhand): Promise<Record<string, boolean[]>> {
  const seen: boolean[] = [];
  let fails = false;
  const gelu = (x: tf.Tensor): tf.Tensor => {
    seen.push(model.training);
    if (fails && seen.length > 2) throw new Error("mine"); // the second batch: there are two blocks
    return library.gelu(x);
  };
  const model: byhand.GPT = smallGPT({ library, parts: { gelu } });
  const doing = async (work: () => Promise<unknown>): Promise<boolean[]> => {
    seen.length = 0;
    await work().catch((error: Error) => expect(error.message).toBe("mine"));
    return [...new Set(seen), model.training];
  };
  const evaluate = (): Promise<unknown> => library.evaluate(model, text(30), { batchSize: 1 });
  const train = (): Promise<unknown> => library.train(model, { train: text(30) }, { steps: 2, batchSize: 1, learningRate: 1e-3 });
  const found: Record<string, boolean[]> = {};
  for (fails of [false, true]) {
    const end = fails ? " that fails" : "";
    model.train();
    found[`evaluation${end}`] = await doing(evaluate);
    model.eval();
    found[`training${end}`] = await doing(train);
  }
  return found;
}

const EXPECTED = {
  // during it, after it
  evaluation: [false, true],
  training: [true, false],
  "evaluation that fails": [false, true],
  "training that fails": [true, false],
};

describe("a model's mode", () => {
  it("is that of the work, up to its end, and then the former one, also where the work fails", async () => {
    expect(await modes(byhand)).toEqual(EXPECTED);
  });

  it.each([
    ["puts it back before a promise is settled", "if (result instanceof Promise) return result.finally(restore) as T;", ""],
    ["puts it back only where a promise is kept", "result.finally(restore) as T",
      "result.then((value) => (restore(), value)) as T"],
    ["leaves it where the work throws", "restore();\n    throw error;", "throw error;"],
    ["leaves it where the work is done", "restore();\n  return result;", "return result;"],
    ["does not change it", "  change(mode === \"training\");", ""],
  ])("is told from that of a library that %s", async (_, from, to) => {
    expect(await modes(await mutated("tensor/inMode.ts", { from, to }))).not.toEqual(EXPECTED);
  });
});
