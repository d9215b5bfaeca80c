import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { archiveLimits } from "../../course/grader/submissions/archive";
import { submissionNames } from "../../course/grader/submissions/names";
import { openSubmission } from "../../course/grader/submissions/open";
import type { Submission } from "../../course/grader/submissions/submission";
import { fileOf, type Member, tarBytes, tarFile, tarGzFile, zipFile } from "./graderArchives";
import { goodUpper, gradeTiny, importTf, goodCount, goodDouble, submit, tinyLessons } from "./graderTiny";

const open = (path: string): Promise<Submission> => openSubmission(path, tinyLessons);
const good = importTf + goodDouble + goodCount;
const files: Member[] = [{ path: "00-tiny.ts", text: good }, { path: "01-other.ts", text: goodUpper }];
const forms: [string, (members: Member[]) => Promise<string> | string][] = [
  ["a zip file", zipFile], ["a tar file", tarFile], ["a tar.gz file", tarGzFile],
];

describe.each(forms)("%s", (_, pack) => {
  test("is graded like the folder with the same files", async () => {
    expect((await gradeTiny(await pack(files))).earned).toBe(43);
  });

  test("may hold the exercise files in a folder, beside what is not looked at", async () => {
    const submission = await open(await pack([
      { path: "homework/exercises/00-tiny.ts", text: "one" }, { path: "homework/exercises/helper.ts", text: "two" },
      { path: "homework/solutions/00-tiny.ts", text: "other" }, { path: "homework/deeper/exercises/00-tiny.ts" },
      { path: "__MACOSX/00-tiny.ts", text: "rubbish" }, { path: "homework/exercises/notes.txt", text: "hello" },
    ]));
    expect(submission.read("00-tiny.ts")).toBe("one");
    expect(submission.read("helper.ts")).toBe("two");
    expect(() => submission.read("01-other.ts")).toThrow("01-other.ts is missing");
    expect(() => submission.read("notes.txt")).toThrow("missing");
    expect(() => submission.read("../solutions/00-tiny.ts")).toThrow("missing");
  });

  test("with exercise files in two folders says which", async () => {
    const path = await pack([{ path: "a/00-tiny.ts" }, { path: "b/00-tiny.ts" }]);
    await expect(open(path)).rejects.toThrow("exercise files in several folders (a, b): hand in one of them");
  });

  test("loses only the file that is too large", async () => {
    const submission = await open(await pack([{ path: "00-tiny.ts", text: "x".repeat(65_537) }, files[1]]));
    expect(() => submission.read("00-tiny.ts")).toThrow("00-tiny.ts has more than 65536 bytes");
    expect(submission.read("01-other.ts")).toBe(goodUpper);
  });

  test.each<[string, Member[], string]>([
    ["an absolute path", [{ path: "/etc/00-tiny.ts" }], "\"/etc/00-tiny.ts\" has an absolute path"],
    ["a path of Windows", [{ path: "C:/00-tiny.ts" }], "\"C:/00-tiny.ts\" has an absolute path"],
    ["a path out of it", [{ path: "a/../../00-tiny.ts" }], "\"a/../../00-tiny.ts\" leads out of the archive"],
    ["a path out of it in Windows' way", [{ path: "a\\..\\00-tiny.ts" }], "leads out of the archive"],
    ["a control character", [{ path: "00-ti\u001bny.ts" }], "\"00-ti ny.ts\" has a name that may not be"],
    ["the same file twice", [files[0], files[0]], "\"00-tiny.ts\" is there twice"],
    ["too many entries", Array.from({ length: archiveLimits.entries + 1 }, (_each, i) => ({ path: `f${i}` })),
      `"f${archiveLimits.entries}" is one entry more than ${archiveLimits.entries}`],
    ["nothing of use", [{ path: "readme.md" }], "it holds no exercise file: expected at least one of 00-tiny.ts, 01-other.ts; "
      + "it has readme.md (--lesson 00 grades a single file of another name)"],
  ])("with %s is refused with the entry's name", async (_title, members, message) => {
    await expect(open(await pack(members))).rejects.toThrow(message);
  });
});

describe("a hostile archive is refused, and the entry named", () => {
  const big = { path: "big.bin", size: archiveLimits.entry + 1 };
  /** Sets the unpacked size that the directory of a zip file states for its first entry. */
  const directorySays = (size: number) => (bytes: Buffer): Buffer => {
    bytes.writeUInt32LE(size, bytes.indexOf("PK\u0001\u0002", 0, "latin1") + 24);
    return bytes;
  };
  test.each<[string, () => Promise<string> | string, string]>([
    ["a link in a tar file", () => tarFile([{ path: "00-tiny.ts", type: "2" }]), "\"00-tiny.ts\" is a link"],
    ["a hard link in a tar file", () => tarFile([{ path: "00-tiny.ts", type: "1" }]), "\"00-tiny.ts\" is a link"],
    ["a link in a zip file", () => zipFile([{ path: "00-tiny.ts", text: "/etc/passwd", mode: 0o120777 }]),
      "\"00-tiny.ts\" is a link: hand in the file itself"],
    ["a pipe in a tar file", () => tarFile([{ path: "00-tiny.ts", type: "6" }]), "is neither a file nor a folder"],
    ["a huge entry in a tar file", () => tarFile([big]), "\"big.bin\" is larger than 16777216 bytes"],
    ["a huge entry in a zip file", () => zipFile([{ path: "big.bin", text: "x" }], { patch: directorySays(2 ** 31) }),
      "\"big.bin\" is larger than 16777216 bytes"],
    ["many large entries", () => zipFile(Array.from({ length: 5 }, (_, i) => ({ path: `${i}`, text: "0".repeat(15e6) }))),
      "\"4\" brings the archive to more than 67108864 bytes"],
    ["an entry that unpacks to more than it says",
      () => zipFile([{ path: "00-tiny.ts", text: "y".repeat(1e6) }], { patch: directorySays(10) }),
      "\"00-tiny.ts\" cannot be unpacked"],
    ["an encrypted entry", () => zipFile([{ path: "00-tiny.ts", text: good }], {
      patch: (bytes) => {
        bytes[bytes.indexOf("PK\u0001\u0002", 0, "latin1") + 8] |= 1;
        return bytes;
      },
    }), "\"00-tiny.ts\" is encrypted"],
    ["a broken zip file", () => fileOf("PK\u0003\u0004 and nothing more", ".zip"), "it cannot be read as a zip file"],
    ["a broken tar file", () => fileOf(tarBytes(files).subarray(0, 700), ".tar"), "it cannot be read as a tar file"],
    ["a tar file with a wrong sum", () => fileOf(tarBytes(files).fill("7", 148, 153), ".tar"), "cannot be read as a tar file"],
    ["compressed, but no tar file", () => fileOf(Buffer.from("H4sIAAAAAAAAA8tIzcnJBwCGphA2BQAAAA==", "base64"), ".tar.gz"),
      "cannot be read as a tar file"],
  ])("%s", async (_, make, message) => {
    await expect(open(await make())).rejects.toThrow(message);
  });

  test("a bomb costs neither much time nor memory", async () => {
    const start = gzipSync(tarBytes([{ path: "00-tiny.ts", text: good, size: 1e6 }]).subarray(0, -1024));
    const zeros = gzipSync(Buffer.alloc(2 ** 24)); // a gzip file may consist of parts: here of a gigabyte
    const path = fileOf(Buffer.concat([start, ...Array<Buffer>(64).fill(zeros)]), ".tgz");
    const before = process.memoryUsage().rss;
    await expect(open(path).then((submission) => submission.read("00-tiny.ts"))).rejects.toThrow("more than 65536 bytes");
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
  });
});

describe("a folder", () => {
  test("may hold the exercise files in a subfolder, and no other is needed", async () => {
    const folder = submit({});
    mkdirSync(join(folder, "jones", "exercises"), { recursive: true });
    mkdirSync(join(folder, "node_modules"));
    writeFileSync(join(folder, "node_modules", "00-tiny.ts"), "other");
    writeFileSync(join(folder, "jones", "exercises", "00-tiny.ts"), "text");
    expect((await open(folder)).read("00-tiny.ts")).toBe("text");
  });

  test("is not left through a link to another folder", async () => {
    const elsewhere = submit({ "00-tiny.ts": good });
    const folder = submit({});
    symlinkSync(elsewhere, join(folder, "exercises"));
    await expect(open(folder)).rejects.toThrow("it holds no exercise file");
  });
});

describe("what is said of other names", () => {
  test("a folder without exercise files names what is there: code first, bounded, in one line", async () => {
    const names = ["five.ts", "a.txt", `${"x".repeat(60)}.ts`, "new\nline.ts", "b.txt", "c.txt", "d.txt"];
    const folder = submit(Object.fromEntries(names.map((name) => [name, ""])));
    mkdirSync(join(folder, "node_modules"));
    await expect(open(folder)).rejects.toThrow(
      `; it has five.ts, new line.ts, ${"x".repeat(39)}…, a.txt, b.txt and 3 more (--lesson 00 grades a single file`);
    await expect(open(submit({}))).rejects.toThrow("; it is empty (");
  });

  test("files that a grader could be fooled by are named as ignored, unless they are helper files", async () => {
    const evil = ["verdict.json", "package.json", "vitest.config.ts", "course.yaml", "00-tiny.checks.ts", "notes.txt"];
    const members = [...evil.map((path) => ({ path })), { path: "node_modules/byhand/index.js" }];
    const folder = submit({ ...Object.fromEntries(evil.map((name) => [name, ""])), "00-tiny.ts": good });
    mkdirSync(join(folder, "node_modules"));
    for (const path of [folder, await zipFile([...members, files[0]])]) {
      const submission = await open(path);
      submission.read("00-tiny.ts");
      expect(submission.notes).toEqual(["ignored, since the grader uses its own: 00-tiny.checks.ts, course.yaml, "
        + "node_modules, package.json, verdict.json and 1 more"]);
      submission.read("00-tiny.checks.ts"); // imported
      expect(submission.notes[0]).not.toContain("checks");
    }
    expect((await open(await zipFile([...members, { path: "exercises/00-tiny.ts" }]))).notes).toEqual([]);
  });
});

describe("a single file", () => {
  test.each([["00-tiny.ts"], ["jones_00-tiny (1).ts"]])("called %s is graded for its lesson alone", async (name) => {
    const verdict = await gradeTiny(join(submit({ [name]: good }), name));
    expect(verdict.lessons.map(({ lesson, earned }) => [lesson, earned])).toEqual([["00-tiny", 36]]);
  });

  test("of another name needs to be told its lesson", async () => {
    const path = join(submit({ "answer.ts": good }), "answer.ts");
    await expect(open(path)).rejects.toThrow("its name does not say which lesson it is for: name one with --lesson");
    expect((await openSubmission(path, [tinyLessons[0]])).read("00-tiny.ts")).toBe(good);
  });
});

test("the same work has the same digest, however it is packed", async () => {
  const paths = [submit({ "00-tiny.ts": good }), await zipFile([files[0]]), tarGzFile([files[0]])];
  const digests = await Promise.all(paths.map(async (path) => {
    const submission = await open(path);
    submission.read("00-tiny.ts");
    return submission.digest().toString("hex");
  }));
  expect(new Set(digests).size).toBe(1);
});

test("submissions get names that differ and are fit for files", () => {
  expect(submissionNames([
    "in/jones/homework.zip", "in/smith/homework.tar.gz", "in/Müller <x>.ipynb", "lee.zip", "Lee.zip", "..",
  ])).toEqual(["jones-homework", "smith-homework", "Müller _x_", "lee", "Lee-2", expect.stringMatching(/^[\w -]+$/)]);
});
