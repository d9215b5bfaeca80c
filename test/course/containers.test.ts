import { execFileSync } from "node:child_process";
import { validate } from "dockerfile-utils";
import { mkdtempSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { containers } from "../../course/edition/containers";
import { hub } from "../../course/edition/hub";
import { root } from "../../course/setup/paths";

const folder = mkdtempSync(join(tmpdir(), "containers-"));
const student = join(folder, "student");
const read = (path: string): string => readFileSync(join(student, path), "utf8");
const course = { title: "t", version: "1", weeks: [], lessons: [] };
beforeAll(async () => {
  await containers.write(course, folder);
  await hub.write(course, folder);
});

/** Its instructions, each on one line, without remarks. */
function instructions(): string[] {
  return read("Dockerfile").replace(/^#.*\n/gm, "").replace(/\\\n\s*/g, "").split("\n").filter((line) => line !== "");
}

describe("the Dockerfile", () => {
  test("has nothing that its validator objects to, which does object to a wrong one", () => {
    expect(validate(read("Dockerfile"))).toEqual([]);
    expect(validate(read("Dockerfile").replace("WORKDIR", "WORKDIRS")).length).toBeGreaterThan(0);
  });

  test("stands on a version of Node that has a number, and does the course's own set-up", () => {
    expect(instructions()[0]).toMatch(/^FROM node:\d+\.\d+\.\d+-\w+-slim AS base$/);
    expect(instructions().find((line) => line.startsWith("RUN npm"))).toMatch(/^RUN npm start -- --prepare && /);
  });

  test("does everything of the course as a user who is not root, whose name and number Binder gives", () => {
    const lines = instructions();
    const users = lines.filter((line) => line.startsWith("USER "));
    expect(users).toEqual(["USER ${NB_USER}"]);
    expect(lines.indexOf(users[0])).toBeLessThan(lines.findIndex((line) => line.startsWith("COPY ")));
    expect(lines).toEqual(expect.arrayContaining(["ARG NB_USER=learner", "ARG NB_UID=1000"]));
  });

  test("names only files that the edition has, and leaves out what was made on the machine that builds it", () => {
    const [, requirements] = /-r (\S+)/.exec(read("Dockerfile"))!;
    expect(read(requirements)).toMatch(/^jupyterhub==/m);
    expect(read(".dockerignore").split("\n")).toEqual(expect.arrayContaining(["**/node_modules", ".venv", ".cache"]));
  });
});

// The program looks for running containers first: `true` stands for an engine that has none.
const name = "the dev container is one for the dev containers' own program, and begins with the Dockerfile's base";
test.skipIf(process.platform === "win32")(name, () => {
  const program = createRequire(join(root, "course", "package.json")).resolve("@devcontainers/cli/package.json");
  const words = ["read-configuration", "--docker-path", "true", "--workspace-folder", student];
  const said = execFileSync(process.execPath, [join(dirname(program), "devcontainer.js"), ...words],
    { encoding: "utf8", stdio: "pipe" });
  const { configuration } = JSON.parse(said) as { configuration: { build: { target: string }; postCreateCommand: string } };
  expect(instructions().filter((line) => line.startsWith("FROM "))[0]).toContain(`AS ${configuration.build.target}`);
  expect(configuration).toMatchObject({
    build: { dockerfile: "../Dockerfile", context: ".." }, remoteUser: "learner", postCreateCommand: "npm start -- --prepare",
  });
});
