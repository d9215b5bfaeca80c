import { Random, UnigramTokenizer, WordPieceTokenizer, WordTokenizer, type PipelineTokenizer } from "byhand";
import { describe, expect, it } from "vitest";
import { mutated } from "../../mutated";

const TEXT = "the cat sat on the mat, the cats sat; naïve café 漢字 👍";
const wordpiece = WordPieceTokenizer.train(TEXT, { vocabularySize: 80 });
const unigram = UnigramTokenizer.train(TEXT, { vocabularySize: 60 });

describe("special tokens in a text", () => {
  it("are text or refused where the policy says so", () => {
    expect(wordpiece.encode("[SEP]", { specialTokens: "text", addSpecialTokens: false })).not.toContain(3);
    expect(() => wordpiece.encode("a [SEP]", { specialTokens: "refuse" })).toThrow(/the special token "\[SEP\]" after "a "/);
    expect(() => wordpiece.encode("a", { specialTokens: "no" as never })).toThrow(/specialTokens is "no"/);
  });
});

describe("a text from someone else", () => {
  const spoken = WordTokenizer.train("a <s> b", { specialTokens: ["[UNK]", "<s>"], preTokenizer: { type: "WhitespaceSplit" } });
  const pieced = WordPieceTokenizer.train("a <s> b", {
    vocabularySize: 30, specialTokens: ["[UNK]", "<s>", "##s>"], preTokenizer: { type: "WhitespaceSplit" }, template: null,
  });
  const guarded: [string, PipelineTokenizer][] = [
    ["unigram", unigram], ["unigram that draws", unigram.sampling({ random: new Random(1) })], ["words", spoken], ["wordpiece", pieced],
  ];

  it.each(guarded)("never becomes special tokens, as the whole text, by normalization, or as a part: %s", (_, tokenizer) => {
    const special = tokenizer.tokens.flatMap((token, id) => (["<s>", "##s>", "</s>"].includes(token) ? [id] : []));
    for (const text of ["<s>", "a <s> b", "＜s＞", "x<s>", "<s></s>", "<s><s>"]) {
      const options = { specialTokens: "text" as const, addSpecialTokens: false };
      const ids = [...tokenizer.encode(text, options), ...tokenizer.encodeWithOffsets(text, options).ids];
      for (const id of ids) expect(special).not.toContain(id);
    }
    expect(() => tokenizer.encode("a <s>", { specialTokens: "refuse" })).toThrow(/the special token "<s>" after "a "/);
    expect(tokenizer.encode("＜s＞", { specialTokens: "refuse" }).some((id) => special.includes(id))).toBe(false);
    expect(tokenizer.encode("<s>", { addSpecialTokens: false })).toEqual([1]);
  });

  it("is told from a tokenizer that only does not look for them", async () => {
    const mutant = await mutated("tokenizer/pipeline/stages.ts", { from: 'policy === "encode" ?', to: "policy ?" });
    const careless = mutant.UnigramTokenizer.fromJSON(unigram.toJSON());
    expect(careless.encode("＜s＞", { specialTokens: "text" })).toContain(1);
  });
});
