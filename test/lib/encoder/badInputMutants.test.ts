import * as tf from "@tensorflow/tfjs-core";
import * as byhand from "byhand";
import { beforeAll, describe, expect, it } from "vitest";
import { mutated } from "../../mutated";
import { config, type Library } from "./models";

beforeAll(() => byhand.useEngine("cpu"));

const ids = [[5, 6, 7], [8, 9, 10]];
const forward = (inputs: byhand.BertInputs) => ({ Bert }: Library): void => tf.tidy(() => void new Bert(config).forward(inputs));
const text = { ids: [5, 6], typeIds: [0, 1], attentionMask: [1, 1] };

/** Bad input, what the library says of it, and the check without which it would not. */
const CASES: [string, (library: Library) => unknown, RegExp, file: string, from: string, to: string][] = [
  ["a text longer than the context", forward({ ids: [Array<number>(13).fill(5)] }), /the context holds 12/,
    "encoder/inputs.ts", "if (time > contextLength) {", "if (time > contextLength + 1) {"],
  ["a token type that there is none of", forward({ ids, tokenTypes: [[0, 0, 1], [0, 2, 1]] }), /tokenTypes\[1\]\[1\] is 2/,
    "encoder/inputs.ts", "type >= 0 && type < config.tokenTypes", "type >= 0 && type <= config.tokenTypes"],
  ["a mask of another shape", forward({ ids, attentionMask: [[1, 1, 1]] }), /attentionMask has shape \[1, 3\]/,
    "encoder/inputs.ts", 'requireShape(name, tensor, ids.shape, "the shape of ids: one for each token");', ""],
  ["a mask that is all zero", forward({ ids, attentionMask: [[1, 1, 1], [0, 0, 0]] }), /attentionMask\[1\] is 0 everywhere/,
    "encoder/inputs.ts", "if (empty >= 0) {", "if (empty > 1) {"],
  ["a text longer than the batch", ({ encoderInputs }) => encoderInputs([text], { length: 1 }), /texts\[0\] has 2 tokens, but length is 1/,
    "encoder/encoderInputs.ts", "if (long < 0) return length;", "return length;"],
  ["a batch's token type that there is none of", ({ encoderInputs }) => encoderInputs([{ ...text, typeIds: [0, 2] }]), /typeIds\[1\] is 2/,
    "encoder/encoderInputs.ts", "if (type >= 0) {", "if (type >= 9) {"],
  ["a batch's mask that is all zero", ({ encoderInputs }) => encoderInputs([{ ...text, attentionMask: [0, 0] }]), /is 0 everywhere/,
    "encoder/encoderInputs.ts", "if (ids.length > 0 && !attentionMask.includes(1)) {", "if (ids.length === 0) {"],
  ["a label outside the classes", ({ sequenceTargets }) => sequenceTargets([3], { classes: 3 }), /labels\[0\] is 3: the classes are 0 to 2/,
    "encoder/targets.ts", "label >= 0 && label < classes", "label >= 0 && label <= classes"],
  ["an answer outside its text", ({ spanTargets }) => spanTargets([{ start: 1, end: 2 }], [text]), /spans\[0\] is 1 to 2/,
    "encoder/targets.ts", "attentionMask[start] === 1 && attentionMask[end] === 1", "attentionMask[start] === 1"],
  ["an answer's characters behind the text", ({ tokenSpan }) => tokenSpan({ offsets: [[0, 3]], sequences: [1] }, { start: 0, end: 5 }),
    /the characters 0 to 5/, "encoder/spans.ts", "offsets[span.end][1] >= end", "offsets[span.end][1] > 0"],
  ["a corpus of one sentence", ({ drawPairs, Random }) => drawPairs([["a"]], { random: new Random(1) }), /documents has 1 sentence/,
    "encoder/nextSentence.ts", "documents.length >= 2 && count > 0", "documents.length >= 1"],
];

/** Its error's message; nothing where it is taken. */
function messageOf(run: () => unknown): string {
  try {
    run();
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

describe("a check that is missing is noticed:", () => {
  it.each(CASES)("%s", async (_, run, message, file, from, to) => {
    const mutant = await mutated(file, { from, to });
    expect(messageOf(() => run(byhand))).toMatch(message);
    expect(messageOf(() => run(mutant))).not.toMatch(message);
  });
});
