import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { ExportError, exportSubmissions, jplagCommand, type SimilarityExport } from "../../course/edition/similarity";
import { loadLesson } from "../../course/exercises/lessons";
import { cacheFolder } from "../../course/setup/paths";
import { zipFile } from "./graderArchives";
import { answers, copied, copy, importTf } from "./jplag/classroom";

const jars = join(cacheFolder, "jplag");
const lessons = [loadLesson("05-attention")];
const file = "05-attention.ts";

/** A java that is new enough for JPlag 6; null where there is none, or no JPlag. */
function java(): string | null {
  if (!existsSync(jars) || !readdirSync(jars).some((name) => /^jplag-.*\.jar$/.test(name))) return null;
  const machines = existsSync("/usr/lib/jvm") ? readdirSync("/usr/lib/jvm").map((name) => join("/usr/lib/jvm", name)) : [];
  const homes = [process.env.JAVA_HOME, ...machines].flatMap((home) => (home ? [join(home, "bin", "java")] : []));
  return ["java", ...homes].find((name) => {
    const version = /version "(\d+)/.exec(spawnSync(name, ["-version"], { encoding: "utf8" }).stderr ?? "")?.[1];
    return Number(version) >= 21;
  }) ?? null;
}

/** The classroom's ten as they were handed in: most as folders, one as a zip, the copy as a notebook. */
async function handIn(folder: string): Promise<string[]> {
  for (const [name, functions] of Object.entries(answers)) {
    mkdirSync(join(folder, name, "exercises"), { recursive: true });
    writeFileSync(join(folder, name, "exercises", file), [importTf, ...functions].join("\n\n"));
  }
  const cells = copy.map((source) => ({ cell_type: "code", source, metadata: { tags: ["exercise"] } }));
  mkdirSync(join(folder, "jay"));
  writeFileSync(join(folder, "jay", "05-attention.ipynb"), JSON.stringify({ nbformat: 4, cells }));
  return [...Object.keys(answers), "jay"].map((name) => join(folder, name));
}

describe("an export for JPlag", () => {
  const folder = mkdtempSync(join(tmpdir(), "similarity-"));
  const out = join(folder, "export");
  const at = (...names: string[]): string => readFileSync(join(out, ...names), "utf8");
  let made: SimilarityExport;
  beforeAll(async () => {
    const zip = await zipFile([
      { path: `work/${file}`, text: "import { two } from \"./helper\";\nexport const causalMask = () => two;" },
      { path: "work/helper.ts", text: "export const two = 2;" }, { path: "work/notes.ts", text: "not imported" },
    ]);
    writeFileSync(join(folder, "prose.ts"), "Dear teacher, my dog ate it.");
    writeFileSync(join(folder, "nothing.zip"), "");
    mkdirSync(join(folder, "endless"));
    writeFileSync(join(folder, "endless", file), `export const causalMask = ${"async(".repeat(60)}`); // years of parsing
    const others = [zip, join(folder, "prose.ts"), join(folder, "nothing.zip"), join(folder, "endless")];
    made = await exportSubmissions([...await handIn(folder), ...others], lessons, { out, limits: { requestTime: 5000 } });
  }, 180_000);

  test("has a folder of exercise files for each submission, and the original as base code", () => {
    expect(readdirSync(out).sort()).toEqual(["base-code", "submissions"]);
    expect(readdirSync(join(out, "submissions")).sort()).toEqual([...made.written].sort());
    expect(at("submissions", "eva", file)).toContain("function causalMask(queryLength, keyLength) {");
    expect(at("base-code", file)).toContain("throw new Error(\"TODO: write decoderMask\");");
    expect(at("base-code", file)).not.toMatch(/SOLUTION|TEACHER/);
  });

  test("has notebooks as text, helper files that are imported, and what is no TypeScript", () => {
    expect(at("submissions", "jay", file)).toContain("function mergeHeads");
    const zipped = made.written.find((name) => name.startsWith("archive"))!;
    expect(readdirSync(join(out, "submissions", zipped)).sort()).toEqual([file, "helper.ts"]);
    expect(at("submissions", "prose", file)).toMatch(/^Dear;\nteacher/);
  });

  test("has it all as the oldest JavaScript, which is what JPlag's grammar can read, without anything put in", () => {
    for (const name of made.written) {
      expect(at("submissions", name, file)).not.toMatch(/\?\?|=>|^export|\b(const|let)\b|__spread/m);
    }
  });

  test("leaves out what cannot be opened, and says why", () => {
    expect(made.left).toEqual([
      { submission: "nothing", why: expect.stringMatching(/is no folder, zip file/) as string },
      { submission: "endless", why: expect.stringMatching(/keeps the compiler busy for too long/) as string },
    ]);
  });

  test("never writes into a folder that holds something", async () => {
    await expect(exportSubmissions([], lessons, { out })).rejects.toThrow(ExportError);
    expect(readdirSync(folder).filter((name) => name.includes(".part-"))).toEqual([]);
  });

  test("comes with JPlag's command, quoted for a shell", () => {
    expect(jplagCommand("my \"class\"")).toBe("java -jar jplag.jar --language typescript --base-code "
      + "\"my \\\"class\\\"/base-code\" --result-file \"my \\\"class\\\"/similarity\" \"my \\\"class\\\"/submissions\"");
  });

  const program = java();
  test.skipIf(program === null)("lets the real JPlag rank a disguised copy first (skipped without JPlag's jars in "
    + ".cache/jplag and Java 21: see test/course/jplag/pom.xml)", () => {
    const ten = join(folder, "ten");
    mkdirSync(ten);
    for (const name of [...Object.keys(answers), "jay"]) {
      mkdirSync(join(ten, name));
      writeFileSync(join(ten, name, file), at("submissions", name, file));
    }
    const args = ["-cp", join(jars, "*"), join(__dirname, "jplag", "Rank.java"), ten, join(out, "base-code")];
    const [count, ...pairs] = execFileSync(program!, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim()
      .split("\n");
    expect(count).toBe("submissions 10");
    expect(pairs).toHaveLength(45);
    const [first, second] = pairs.map((line) => line.split(" "));
    expect(first.slice(2).sort()).toEqual([copied, "jay"].sort());
    expect(Number(first[0]) - Number(second[0])).toBeGreaterThan(0.1);
  }, 180_000);
});
