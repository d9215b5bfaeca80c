import * as byhand from "byhand";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mutated } from "../../mutated";
import { readJsonOracle } from "../../oracle";

interface Case {
  name: string;
  logits: (number | "-Infinity")[];
  ids: number[];
  options: byhand.SamplingOptions;
  order: (keyof byhand.SamplingOptions)[];
  /** the model's own distribution, then that after each processor */
  steps: number[][];
}

/** From test/oracles/sampling.py: Hugging Face's logits processors, in the order in which its `generate` applies them. */
const cases = readJsonOracle<Case[]>("sampling.json").map((each) => ({ ...each, logits: each.logits.map(Number) }));

const LABELS = {
  repetitionPenalty: "repetition penalty", frequencyPenalty: "frequency penalty", presencePenalty: "presence penalty",
  temperature: "temperature", topK: "top-k", topP: "top-p", minP: "min-p",
};

/** Float32 logits near 300 are exact to 1.5e-5, and so are the logarithms of the probabilities. */
const TOLERANCE = 2e-5;
const close = (actual: ArrayLike<number>, expected: number[]): boolean =>
  actual.length === expected.length && expected.every((p, i) => Math.abs(actual[i] - p) < TOLERANCE);

/** Whether each step's distribution, and the one that is drawn from, are Hugging Face's. */
function agrees(library: typeof byhand, { logits, ids, options, steps }: (typeof cases)[number]): boolean {
  const trace = library.samplingTrace(logits, ids, options);
  return trace.length === steps.length
    && trace.every(({ probabilities }, i) => close(probabilities, steps[i]))
    && close(library.samplingStep(logits, { ...options, ids }, 0.5).probabilities, steps.at(-1)!);
}

describe("the processors", () => {
  it.each(cases)("give Hugging Face's probabilities for $name", (each) => {
    const { logits, ids, options, order, steps } = each;
    const trace = byhand.samplingTrace(logits, ids, options);
    for (const [i, { probabilities }] of trace.entries()) {
      probabilities.forEach((p, id) => expect(Math.abs(p - steps[i][id]), `step ${i}, id ${id}`).toBeLessThan(TOLERANCE));
    }
    expect(trace.map(({ name }) => name)).toEqual(["the model", ...order.map((o) => `${LABELS[o]} ${options[o]}`)]);
    expect(agrees(byhand, each)).toBe(true);
  });

  const mutants: Record<string, [file: string, from: string, to: string]> = {
    "drops the token that crosses top-p's threshold": ["topP.ts", "kept.add(id);\n    sum += weights[id];",
      "sum += weights[id];\n    if (sum < p * total || kept.size === 0) kept.add(id);"],
    "takes top-p's tokens from the unlikeliest on": ["topP.ts", "weights[b] - weights[a]", "weights[a] - weights[b]"],
    "takes the earlier of tied tokens into the nucleus": ["topP.ts", "|| b - a", "|| a - b"],
    "forgets to renormalise what is left": ["samplingStep.ts", "probabilities(processed)",
      "probabilities(logits).map((p, id) => (processed[id] === -Infinity ? 0 : p))"],
    "applies the temperature to probabilities": ["temperature.ts", "logit / temperature)", "logit - Math.log(temperature))"],
    "multiplies by the temperature": ["temperature.ts", "logit / temperature)", "logit * temperature)"],
    "multiplies positive logits by the repetition penalty": ["repetitionPenalty.ts", "logits[id] / penalty", "logits[id] * penalty"],
    "divides negative logits by the repetition penalty": ["repetitionPenalty.ts", ": logits[id] * penalty", ": logits[id] / penalty"],
    "takes min-p relative to 1, not to the likeliest token": ["minP.ts", "weights[id] >= p",
      "weights[id] >= p * weights.reduce((sum, weight) => sum + weight)"],
    "leaves ties with the likeliest token out of min-p": ["minP.ts", "weights[id] >= p", "weights[id] > p"],
    "keeps one too many for top-k": ["topK.ts", "[logits.length - k]", "[Math.max(0, logits.length - k - 1)]"],
    "drops the k-th likeliest": ["topK.ts", "logit >= threshold", "logit > threshold"],
    "applies the steps from last to first": ["processors.ts", "return STEPS.flatMap", "return [...STEPS].reverse().flatMap"],
    "gives ruled-out tokens the logit 0": ["logits.ts", "? logit : -Infinity", "? logit : 0"],
    "overflows": ["probabilities.ts", "Math.exp(logit - largest)", "Math.exp(logit)"],
  };
  it.each(Object.entries(mutants))("are told from a mutant that %s", async (_, [file, from, to]) => {
    const mutant = await mutated(`sampling/${file}`, { from, to });
    const passes = (each: (typeof cases)[number]): boolean => {
      try {
        return agrees(mutant, each);
      } catch {
        return false; // for instance no token left
      }
    };
    expect(cases.every(passes)).toBe(false);
  });

  it("come in the stated order, whatever the order of the options, and only those that are given", () => {
    const penalties = { presencePenalty: 1, frequencyPenalty: 3, repetitionPenalty: 4 };
    const options = { minP: 0.1, topP: 0.9, topK: 2, temperature: 2, ...penalties };
    expect(byhand.processors(options).map(({ name }) => name)).toEqual([
      "repetition penalty 4", "frequency penalty 3", "presence penalty 1", "temperature 2", "top-k 2", "top-p 0.9", "min-p 0.1",
    ]);
    expect(byhand.processors({ topK: undefined })).toEqual([]);
  });

  it("keep the fewest likeliest tokens that reach p, and none that is less likely than one ruled out", () => {
    const logits = fc.array(fc.double({ min: -8, max: 8, noNaN: true }), { minLength: 1, maxLength: 12 });
    fc.assert(fc.property(logits, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (scores, p) => {
      const all = byhand.probabilities(scores);
      const kept = byhand.topP(scores, p);
      const inside = [...all].filter((_, id) => kept[id] !== -Infinity);
      const outside = [...all].filter((_, id) => kept[id] === -Infinity);
      const total = inside.reduce((sum, each) => sum + each, 0);
      expect(total).toBeGreaterThan(p - 1e-6);
      expect(total - Math.min(...inside)).toBeLessThan(p + 1e-6);
      expect(Math.max(0, ...outside)).toBeLessThanOrEqual(Math.min(...inside));
    }));
  });

  it.each([
    ["top-p 1", byhand.topP([3, -80, 0], 1)],
    ["min-p 0", byhand.minP([3, -80, 0], 0)],
    ["a repetition penalty of 1", byhand.repetitionPenalty([3, -80, 0], [0, 1], 1)],
    ["a frequency penalty of 0", byhand.frequencyPenalty([3, -80, 0], [0, 1], 0)],
  ])("change nothing with %s", (_, logits) => expect([...logits]).toEqual([3, -80, 0]));

  it("leave the given logits as they are", () => {
    const logits = Float32Array.of(1, 2, 3);
    const penalties = { repetitionPenalty: 2, frequencyPenalty: 1, presencePenalty: 1 };
    const options = { ...penalties, temperature: 2, topK: 2, topP: 0.5, minP: 0.5 };
    byhand.samplingTrace(logits, [1], options);
    expect([...logits]).toEqual([1, 2, 3]);
  });
});

describe("frequency and presence penalty", () => {
  // OpenAI's formula: logit − count · frequency penalty − (count > 0) · presence penalty; the counts of ids are 2, 0, 1.
  const logits = [1, 2, -Infinity, 3];
  const ids = [0, 2, 0, 3];
  const ours = ({ frequencyPenalty, presencePenalty }: typeof byhand): number[][] =>
    [frequencyPenalty(logits, ids, 0.5), presencePenalty(logits, ids, 0.5)].map((each) => [...each]);
  const expected = [[0, 2, -Infinity, 2.5], [0.5, 2, -Infinity, 2.5]];

  it("take off what OpenAI's formula says", () => expect(ours(byhand)).toEqual(expected));

  it.each([
    ["adds it", "lower[id] -= penalty", "lower[id] += penalty"],
    ["takes the presence penalty off for each time", "[...new Set(ids)]", "ids"],
    ["multiplies", "lower[id] -= penalty", "lower[id] *= penalty"],
  ])("are told from a mutant that %s", async (_, from, to) => {
    expect(ours(await mutated("sampling/frequencyPenalty.ts", { from, to }))).not.toEqual(expected);
  });

  it("keep greedy from saying the same for ever", () => {
    const text = [0];
    for (let i = 0; i < 4; i++) text.push(byhand.greedy(byhand.frequencyPenalty([2, 1.5, 1], text, 1)));
    expect(text).toEqual([0, 1, 0, 2, 1]); // by hand: each of them takes 1 off the one that came
  });
});

describe("the processors refuse", () => {
  const refused: [string, () => unknown, RegExp][] = [
    ...[0, -0.1, 1.01, NaN].map((p): [string, () => unknown, RegExp] =>
      [`top-p ${p}`, () => byhand.topP([1, 2], p), new RegExp(`topP is ${p}: expected a share of the probability, above 0`)]),
    ...[-0.1, 1.01, NaN].map((p): [string, () => unknown, RegExp] =>
      [`min-p ${p}`, () => byhand.minP([1, 2], p), new RegExp(`minP is ${p}: expected a share .* 0 to 1`)]),
    ...[0, -1, Infinity].map((penalty): [string, () => unknown, RegExp] =>
      [`a repetition penalty of ${penalty}`, () => byhand.repetitionPenalty([1], [0], penalty),
        new RegExp(`repetitionPenalty is ${penalty}: expected a number above 0`)]),
    ["an infinite frequency penalty", () => byhand.frequencyPenalty([1], [0], Infinity), /frequencyPenalty is Infinity: expected a finite/],
    ["a presence penalty that is no number", () => byhand.presencePenalty([1], [0], NaN), /presencePenalty is NaN/],
    ["ids outside the logits", () => byhand.frequencyPenalty([1, 2], [2], 1), /ids\[0\] is 2: the vocabulary has the ids 0 to 1/],
    ["a bad option before any is applied", () => byhand.processors({ topK: 3, topP: 2 }), /topP is 2/],
    ["logits with NaN", () => byhand.topP([1, NaN], 0.5), /logits\[1\] is NaN.*diverge/],
    ["logits that are all −∞", () => byhand.minP([-Infinity], 0.5), /all -Infinity/],
    ["no logits", () => byhand.repetitionPenalty([], [], 1.2), /logits is empty/],
    ["a penalty without the text", () => byhand.samplingStep([1, 2], { frequencyPenalty: 1 }, 0),
      /frequencyPenalty is given without ids: give the text so far/],
  ];
  it.each(refused)("%s", (_, run, message) => expect(run).toThrow(message));
});
