import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { JSDOM } from "jsdom";
import { validateXML } from "xmllint-wasm";
import { root } from "../../course/setup/paths";

type Validator = ((data: unknown) => boolean) & { errors: unknown };
const requireOfCourse = createRequire(join(root, "course", "package.json")); // the top has an older ajv, the linter's
const { default: Ajv } = requireOfCourse("ajv/dist/2020") as {
  default: new (options: object) => { compile(schema: object): Validator };
};
const { parse: parseHtml } = requireOfCourse("parse5") as { parse(html: string, options: object): unknown };

const schemaFile = (name: string): string => readFileSync(join(__dirname, "schemas", name), "utf8");
const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false });
const validators = Object.fromEntries(["gradescope", "classroom50", "exercism"].map((name) =>
  [name, ajv.compile(JSON.parse(schemaFile(`${name}.schema.json`)) as object)]));

/** What classroom50's runner sets in the environment. */
export const runnersIdentity = {
  CLASSROOM: "cs-fall-2026", ASSIGNMENT: "attention", USERNAME: "octocat", MODE: "individual",
  SUBMISSION_TAG: "submit/20261121T071500Z-abc1234", COMMIT_URL: "https://example.org/commit/abc1234",
  RELEASE_URL: "https://example.org/releases/tag/x", GITHUB_ACTOR: "octocat", GITHUB_ACTOR_ID: "583231",
};

/** What a published schema says against a result in JSON; null where it fits. */
export function schemaErrors(format: "gradescope" | "classroom50" | "exercism", result: unknown): unknown {
  const validate = validators[format];
  return validate(result) ? null : validate.errors;
}

/** What JUnit's schema says against reports, given as texts by file name. */
export async function junitErrors(reports: Record<string, string>): Promise<string[]> {
  const xml = Object.entries(reports).map(([fileName, contents]) => ({ fileName, contents }));
  const schema = [{ fileName: "junit.xsd", contents: schemaFile("junit.xsd") }];
  const { valid, errors } = await validateXML({ xml, schema });
  return valid ? [] : errors.map(({ rawMessage }) => rawMessage);
}

/** What is wrong with a report as a page: parse errors of its markup, and all that runs or loads something. */
export function htmlErrors(text: string): string[] {
  const errors: string[] = [];
  parseHtml(text, { onParseError: ({ code }: { code: string }) => errors.push(code) });
  const ofItsText = ["unexpected-null-character", "control-character-in-input-stream", "surrogate-in-input-stream"];
  const active = new JSDOM(text).window.document
    .querySelectorAll("script, link, img, iframe, object, form, a, b, [onclick], [onerror], [src], [href]");
  return [
    ...errors.filter((code) => !ofItsText.includes(code)),
    ...[...active].map(({ outerHTML }) => outerHTML),
    ...text.match(/url\(|@import|https?:/g) ?? [],
  ];
}
