import { describe, expect, it } from "vitest";
import {
  attentionFlow, attentionFrom, attentionMaps, bars, beamTree, computationGraph, embeddingScatter, groupedBars,
  heatmap, lines, lossCurve, maskMap,
  nextTokenBars, samplingSteps, tensorAxes, tokenBoundaries,
} from "../../../lib/plot";
import { flow } from "./samples";

const beam = (...ids: number[]): { ids: number[]; logProbability: number } => ({ ids, logProbability: -ids.length });
const cases: [string, () => unknown, string][] = [
  ["a ragged matrix", () => heatmap([[1, 2], [3]]), "values is ragged, row 0 has 2 values but row 1 has 1"],
  ["an empty matrix", () => heatmap([]), "values is empty"],
  ["NaN in a matrix", () => heatmap([[1, NaN]]), "values[0][1] is NaN"],
  ["infinity in a line", () => lines([{ name: "a", y: [1, Infinity] }]), 'y of "a"[1] is Infinity'],
  ["row names that do not fit", () => heatmap([[1, 2]], { rows: ["a", "b"] }), "rows has 2 entries: expected 1"],
  ["too few tokens", () => attentionMaps([[[[1, 0], [0, 1]]]], ["a"]), "tokens has 1 entry: expected 2"],
  ["a ragged head", () => attentionMaps([[[[1], [0, 1]]]], ["a", "b"]), "attentions[0][0] is ragged"],
  ["NaN weights", () => attentionMaps([[[[NaN]]]], ["a"]), "attentions[0][0][0][0] is NaN"],
  ["scores for weights", () => attentionMaps([[[[3]]]], ["a"]), "pass weights, not scores"],
  ["no heads", () => attentionMaps([[]], ["a"]), "attentions[0] is empty"],
  ["a scale to nothing", () => attentionMaps([[[[1]]]], ["a"], { darkestFrom: 0 }), "darkestFrom is 0"],
  ["logits for probabilities", () => nextTokenBars([2, -1], ["a", "b"]), "logits need a softmax first"],
  ["part of a distribution", () => nextTokenBars([0.5, 0.2], ["a", "b"]), "sum to 0.7: expected 1"],
  ["another number of tokens", () => nextTokenBars([1], ["a", "b"]), "tokens has 2 entries: expected 1"],
  ["the top none", () => nextTokenBars([1], ["a"], { top: 0 }), "top is 0: expected at least 1 token"],
  ["no steps of sampling", () => samplingSteps([], ["a"]), "steps is empty"],
  ["a step of logits", () => samplingSteps([{ name: "top-k", probabilities: [2, -1] }], ["a", "b"]),
    'probabilities of "top-k"[0] is 2: expected a number in [0, 1]'],
  ["a step not normalised", () => samplingSteps([{ name: "top-k", probabilities: [0.5, 0] }], ["a", "b"]),
    'probabilities of "top-k" sum to 0.5'],
  ["steps over other tokens", () => samplingSteps([{ name: "top-k", probabilities: [1] }], ["a", "b"]),
    "tokens has 2 entries: expected 1, one token for each probability of \"top-k\""],
  ["no tokens", () => tokenBoundaries([]), "tokens is empty"],
  ["a tokenizer without tokens", () => tokenBoundaries([{ name: "chars", tokens: [] }]), 'tokens of "chars" is empty'],
  ["unknown for other tokens", () => tokenBoundaries([{ name: "words", tokens: ["a"], unknown: [] }]),
    'unknown of "words" has 0 entries: expected 1'],
  ["more tokens than anyone reads", () => tokenBoundaries(Array(2001).fill("a") as string[]), "tokens has 2001 entries"],
  ["no steps of a beam search", () => beamTree([], ["a"]), "steps is empty"],
  ["a step of no texts", () => beamTree([[]], ["a"]), "steps[0] is empty"],
  ["texts with an empty first step", () => beamTree([[beam()], [beam(0)]], ["a"]), "steps[0][0] has 0 ids: expected 1"],
  ["a text from nowhere", () => beamTree([[beam(0)], [beam(1, 0)]], ["a", "b"]), "steps[1][0] has ids [1, 0]: expected them"],
  ["a text that goes on from a dropped one", () => beamTree([[beam(0), beam(1)], [beam(1, 0)]], ["a", "b"], { beams: 1 }),
    "steps[1][0] has ids [1, 0]: expected them to continue a text kept"],
  ["a text twice", () => beamTree([[beam(0), beam(0)]], ["a"]), "steps[0][1] has the ids [0] once more"],
  ["an id without a token", () => beamTree([[beam(5)]], ["a"]), "steps[0][0] has the id 5"],
  ["a probability for its logarithm", () => beamTree([[{ ids: [0], logProbability: 0.5 }]], ["a"]), "logProbability 0.5"],
  ["no beams", () => beamTree([[beam(0)]], ["a"], { beams: 0 }), "beams is 0"],
  ["a search too long to be drawn", () => beamTree(Array.from({ length: 30 }, (_, i) => [beam(...Array(i + 1).fill(0))]), ["a"]),
    "steps has 30 entries: expected"],
  ["points of four numbers", () => embeddingScatter([[1, 2, 3, 4]], ["a"]), "points have 4 columns: expected 2 or 3"],
  ["a NaN among points", () => embeddingScatter([[1, NaN]], ["a"]), "points[0][1] is NaN"],
  ["points without labels", () => embeddingScatter([[1, 2]], []), "labels has 0 entries: expected 1"],
  ["groups of other points", () => embeddingScatter([[1, 2]], ["a"], { groups: ["g", "h"] }), "groups has 2 entries"],
  ["an axis too few", () => embeddingScatter([[1, 2]], ["a"], { axes: ["x"] }), "axes has 1 entry: expected 2"],
  ["a cloud of points", () => embeddingScatter(Array(501).fill([1, 2]), Array(501).fill("a")), "points has 501 rows"],
  ["a cloud in space", () => embeddingScatter(Array(151).fill([1, 2, 3]), Array(151).fill("a")), "expected at most 150"],
  ["no losses", () => lossCurve({ losses: [] }), "losses is empty"],
  ["a loss that is NaN", () => lossCurve({ losses: [1, NaN] }), "losses[1] is NaN"],
  ["x and y of different lengths", () => lines([{ name: "a", x: [1], y: [1, 2] }]), 'x of "a" has 1 entry: expected 2'],
  ["labels of other points", () => lines([{ name: "a", y: [1], labels: [] }]), 'labels of "a" has 0 entries: expected 1'],
  ["zero on a logarithmic axis", () => lines([{ name: "a", y: [0] }], { logY: true }), 'y of "a" holds 0'],
  ["a logarithmic x without x", () => lines([{ name: "a", y: [1] }], { logX: true }), '"a" has no x'],
  ["bars without names", () => bars([1, 2], ["a"]), "has 2 entries: expected 1"],
  ["negative logarithmic bars", () => bars([-1], ["a"], { logY: true }), "expected values above 0"],
  ["no groups", () => groupedBars([], ["a"]), "groups is empty"],
  ["a query outside", () => attentionFrom([{ tokens: ["a"], weights: [1], query: 1 }]), "rows[0].query is 1"],
  ["too many tokens for numbers", () => attentionFlow({ ...flow(), tokens: [..."elevenchars"] }), "expected 1 to 10"],
  ["a mask of the wrong size", () => maskMap([[1, 0]], ["a", "b"]), "tokens has 2 entries: expected 1"],
  ["a tensor of rank 4", () => tensorAxes([1, 1, 1, 1], ["a", "b", "c", "d"]), "shape has rank 4: expected at most 3"],
  ["an axis without name", () => tensorAxes([2, 3], ["a"]), "names has 1 entry: expected 2"],
  ["a highlight outside", () => tensorAxes([2], ["a"], { highlight: [2] }), "highlight[0] is 2"],
  ["an unknown input", () => computationGraph([{ name: "a", value: 1, inputs: ["b"] }]), 'the input "b": expected'],
  ["a name twice", () => computationGraph([{ name: "a", value: 1 }, { name: "a", value: 2 }]), "a name twice"],
  ["a circle", () => computationGraph([
    { name: "a", value: 1, inputs: ["b"] }, { name: "b", value: 1, inputs: ["a"] },
  ]), "nodes form a circle (a"],
];

describe("bad input to figures", () => {
  it.each(cases)("%s is refused with a message that says so", (_, make, message) => {
    expect(make).toThrow(RangeError);
    expect(make).toThrow(message);
    expect(make).toThrow(/: .*expected .*[^.]$/); // as everywhere in the library: what is, then what was expected
  });
});
