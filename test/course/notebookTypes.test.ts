import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type typescript from "typescript";
import { afterAll, expect, it } from "vitest";
import { root } from "../../course/setup/paths";

/** The compiler inside tslab, which reads the built packages as a cell does: TypeScript 5.0.4, Node10 resolution. */
const ts = createRequire(import.meta.url)("@tslab/typescript-for-tslab") as typeof typescript;
const folder = mkdtempSync(join(root, "notebooks", ".types-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What tslab's compiler finds wrong with a cell. */
function problems(cell: string): string[] {
  const file = join(folder, "cell.ts");
  writeFileSync(file, cell);
  const options: typescript.CompilerOptions = {
    target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Node10,
    lib: ["lib.es2022.d.ts"], types: ["node"], noEmit: true, skipLibCheck: true, strict: true,
  };
  const program = ts.createProgram([file], options);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

it("is the version that the published types must be readable by", () => {
  expect(ts.version).toBe("5.0.4");
});

it("reads the types of both packages in a cell", () => {
  expect(problems(`
    import * as tf from "@tensorflow/tfjs-core";
    import { GPT, Random, generate, type Parts } from "byhand";
    import { check, mine, steps } from "byhand-course";
    const model = new GPT({ vocabularySize: 5, contextLength: 4, hiddenSize: 8, layers: 1, heads: 2 });
    const logits: tf.Tensor3D = model.forward([[1, 2]]).logits;
    const made: Promise<number[]> = generate(model, [1]);
    const attention: Promise<Parts["scaledDotProductAttention"]> = mine("scaledDotProductAttention");
    const uniform: number = new Random(1).uniform();
    check("softmax"); steps(10);
  `)).toEqual([]);
});

it("does not take what it can't read for any: a wrong use is an error in a cell", () => {
  const wrong = problems(`
    import { applyTemperature, GPT, probabilities, splitTokens } from "byhand";
    const chances: string = probabilities([0, 1]);
    const scaled: string = applyTemperature([0, 1], 2);
    const ids: string = splitTokens(new Int32Array(9)).train;
    const model: string = new GPT({ vocabularySize: 5, contextLength: 4, hiddenSize: 8, layers: 1, heads: 2 });
  `);
  expect(wrong).toEqual([
    "Type 'Float32Array' is not assignable to type 'string'.",
    "Type 'Float32Array' is not assignable to type 'string'.",
    "Type 'Int32Array' is not assignable to type 'string'.",
    "Type 'GPT' is not assignable to type 'string'.",
  ]);
});
