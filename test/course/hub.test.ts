import { existsSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { prepareWorkspace } from "../../course/hub/workspace.mjs";
import { root } from "../../course/setup/paths";
import { type Hub, installHub, type LearnersDay, startHub } from "./hub/hub";

describe("a learner's folder beside a shared course", () => {
  const from = mkdtempSync(join(tmpdir(), "shared-"));
  const folder = join(mkdtempSync(join(tmpdir(), "learner-")), "course");
  const put = (at: string, path: string, text: string): void => {
    mkdirSync(join(at, path, ".."), { recursive: true });
    writeFileSync(join(at, path), text);
  };
  const read = (path: string): string => readFileSync(join(folder, path), "utf8");
  beforeAll(() => {
    put(from, "notebooks/00.ipynb", "lesson");
    put(from, "notebooks/src/00.ts", "the makers' own");
    put(from, "exercises/00.ts", "stub");
    put(from, "exercises/01.ts", "stub");
  });

  test("has copies of notebooks and exercises, and links to what is only read", () => {
    expect(prepareWorkspace(folder, { from })).toEqual([]);
    expect([read("notebooks/00.ipynb"), read("exercises/00.ts")]).toEqual(["lesson", "stub"]);
    expect(() => read("notebooks/src/00.ts")).toThrow();
    expect(readlinkSync(join(folder, "node_modules"))).toBe(join(from, "node_modules"));
  });

  test("gets what is new in the course, but keeps what the learner wrote, and says so once", () => {
    put(folder, "exercises/00.ts", "my answer");
    put(from, "exercises/00.ts", "better stub");
    put(from, "exercises/01.ts", "better stub");
    put(from, "notebooks/01.ipynb", "new lesson");
    expect(prepareWorkspace(folder, { from })).toEqual(["exercises/00.ts"]);
    expect([read("exercises/00.ts"), read("exercises/01.ts"), read("notebooks/01.ipynb")])
      .toEqual(["my answer", "better stub", "new lesson"]);
  });

  test("follows the course to another place, and leaves a folder that is the learner's own", () => {
    const moved = mkdtempSync(join(tmpdir(), "moved-"));
    put(moved, "notebooks/00.ipynb", "lesson");
    put(moved, "exercises/01.ts", "better stub");
    rmSync(join(folder, "lib"));
    mkdirSync(join(folder, "lib"));
    prepareWorkspace(folder, { from: moved });
    expect(readlinkSync(join(folder, "node_modules"))).toBe(join(moved, "node_modules"));
    expect(() => readlinkSync(join(folder, "lib"))).toThrow();
  });
});

/** Where both learners' trainings write how many steps they have made. */
const meeting = mkdtempSync(join(tmpdir(), "meeting-"));
const answer = `import * as tf from "@tensorflow/tfjs-core";
export function causalMask(queryLength: number, keyLength: number = queryLength): tf.Tensor2D {
  const queries = tf.range(keyLength - queryLength, keyLength, 1, "int32").expandDims(1);
  return tf.greaterEqual(queries, tf.range(0, keyLength, 1, "int32")) as tf.Tensor2D;
}`;
/** A cell that trains until it has seen the other learner's training go on beside it, for 50 steps at the least. */
const training = (name: string, other: string, { patience = 240 } = {}): string => `
const steps = (learner: string): string => \`${meeting}/\${learner}\`;
const inputs = tf.tensor1d([0, 1, 2, 3], "int32"), targets = tf.tensor1d([1, 2, 3, 0], "int32");
let table: tf.Tensor = tf.zeros([4, 4]);
const losses: number[] = [];
const stepsOf = (learner: string): number => (existsSync(steps(learner)) ? Number(readFileSync(steps(learner), "utf8")) : 0);
const patienceEnds = Date.now() + ${1000 * patience};
while (losses.length < 50 || stepsOf("${other}") < 50) {
  if (Date.now() > patienceEnds) throw new Error("${other} did not train beside ${name}");
  const { value, grad } = tf.valueAndGrad((t: tf.Tensor): tf.Scalar => crossEntropy(embedding(t, inputs), targets))(table);
  table = tf.sub(table, tf.mul(grad, 5));
  losses.push((await value.data())[0]);
  writeFileSync(steps("${name}"), String(losses.length));
}
console.log("loss", losses[0].toFixed(3), "to", losses.at(-1)! < 0.1);`;
const cells = (name: string, other: string): string[] => [
  `import * as tf from "@tensorflow/tfjs-core";
import { crossEntropy, embedding } from "byhand";
import { check, progress } from "byhand-course";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";`,
  "await check(\"causalMask\");",
  training(name, other),
  "console.log(process.cwd(), existsSync(\"../exercises/05-attention.ts\"));",
  "const { transport, ip } = JSON.parse(readFileSync(process.argv.at(-1)!, \"utf8\"));\n" +
    "console.log(transport, (statSync(dirname(ip)).mode & 0o777).toString(8));",
  "await progress();",
  training(`${name} alone`, "nobody", { patience: 1 }),
];

const problem = await installHub();

describe.skipIf(problem !== null)(`a real JupyterHub (${problem ?? "installed in .cache/hub"})`, () => {
  let hub: Hub;
  let found: Record<string, LearnersDay>;
  beforeAll(async () => {
    hub = await startHub();
    const exercises = join(hub.homes, "bob", "transformers-by-hand", "exercises");
    mkdirSync(exercises, { recursive: true });
    writeFileSync(join(exercises, "05-attention.ts"), answer); // bob was here last week
    found = await hub.teach({ ada: cells("ada", "bob"), bob: cells("bob", "ada") });
  }, 600_000);
  afterAll(() => hub?.close(), 90_000);

  test("starts a server and a TypeScript kernel for each of two learners, in which every cell runs", () => {
    for (const { cells: outcomes } of Object.values(found)) {
      expect(outcomes.slice(0, -1).map(({ status, text }) => [status, status === "ok" ? "" : text]))
        .toEqual(Array.from({ length: 6 }, () => ["ok", ""]));
    }
  });

  test("checks for each learner what that learner wrote", () => {
    expect(found.ada.cells[1].text).toContain("causalMask: not written yet, 0 of");
    expect(found.bob.cells[1].text).toMatch(/✓ causalMask: passed/);
    for (const { cells: outcomes } of Object.values(found)) expect(outcomes[1].text).not.toContain("..");
  });

  test("lets both train at the same time: neither training ends before it has seen the other's steps", () => {
    for (const { cells: outcomes } of Object.values(found)) expect(outcomes[2].text.trim()).toBe("loss 1.386 to true");
  });

  test("would not pass that test otherwise: a training beside which nobody trains fails", () => {
    for (const [name, { cells: outcomes }] of Object.entries(found)) {
      expect(outcomes[6].status).toBe("error");
      expect(outcomes[6].text).toContain(`nobody did not train beside ${name} alone`);
    }
  });

  test("starts each kernel in the learner's own folder, beside the learner's own exercises", () => {
    for (const [name, { cells: outcomes }] of Object.entries(found)) {
      expect(outcomes[3].text.trim()).toBe(`${join(hub.homes, name, "transformers-by-hand", "notebooks")} true`);
    }
  });

  test("reaches each kernel by no port, which two servers could give twice, but through a folder of the learner's own", () => {
    for (const { cells: outcomes } of Object.values(found)) expect(outcomes[4].text.trim()).toBe("ipc 700");
  });

  test("shows each learner their own files and kernel, and nothing of the other's", () => {
    for (const [name, other] of [["ada", "bob"], ["bob", "ada"]]) {
      const { sees, kernel } = found[name];
      expect(sees[name]).toMatchObject({ status: [200], kernels: [kernel] });
      expect(sees[name].files).toContain("exercises/05-attention.ts");
      expect(sees[other]).toEqual({ status: [403], files: [], kernels: [] });
    }
  });

  test("leaves the shared course as it was: what tools keep lies at the learner's", () => {
    for (const name of ["ada", "bob"]) {
      expect(existsSync(join(hub.homes, name, "transformers-by-hand", ".cache", "progress"))).toBe(true);
    }
    expect(readFileSync(join(root, "exercises", "05-attention.ts"), "utf8")).toContain("TODO: write decoderMask");
  });
});
