// `node course/hub/workspace.mjs FOLDER`: a learner's own folder beside a course that many share and nobody may write in.
// Notebooks and exercise files are copies, packages and the library's sources are links. It runs at each start of the
// learner's server, brings what is new in the course, and never touches what the learner has changed.
import { createHash, randomUUID } from "crypto";
import fs from "fs";
import path from "path";
import { fileURLToPath } from "url";

const course = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..");
const copied = [{ folder: "notebooks", ending: ".ipynb" }, { folder: "exercises", ending: ".ts" }];
const linked = ["node_modules", "lib"];
/** Digests of what the learner was given, by path. */
const record = ".course.json";

/** See workspace.d.mts. */
export function prepareWorkspace(folder, { from = course } = {}) {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of linked) link(path.join(from, name), path.join(folder, name));
  const given = readRecord(path.join(folder, record));
  const kept = [];
  for (const { folder: part, ending } of copied) {
    fs.mkdirSync(path.join(folder, part), { recursive: true });
    for (const name of fs.readdirSync(path.join(from, part)).filter((each) => each.endsWith(ending)).sort()) {
      const file = `${part}/${name}`;
      const wanted = fs.readFileSync(path.join(from, file));
      const target = path.join(folder, file);
      const there = fs.existsSync(target) ? digest(fs.readFileSync(target)) : null;
      if (there !== null && there !== digest(wanted) && there !== given[file]) {
        if (given[file] !== digest(wanted)) kept.push(file);
        continue;
      }
      if (there !== digest(wanted)) write(target, wanted);
      given[file] = digest(wanted);
    }
  }
  write(path.join(folder, record), `${JSON.stringify(given, null, 1)}\n`);
  return kept;
}

function readRecord(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch {
    return {};
  }
}

function digest(content) {
  return createHash("sha256").update(content).digest("hex");
}

function write(file, content) {
  const part = `${file}.${randomUUID()}.part`;
  fs.writeFileSync(part, content);
  fs.renameSync(part, file);
}

/** A link that leads to another place than it should is replaced; anything else of that name is the learner's. */
function link(to, at) {
  const there = fs.lstatSync(at, { throwIfNoEntry: false });
  if (there && (!there.isSymbolicLink() || fs.readlinkSync(at) === to)) return;
  if (there) fs.unlinkSync(at);
  fs.symlinkSync(to, at);
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [folder] = process.argv.slice(2);
  if (!folder) {
    console.error("Say which folder: node course/hub/workspace.mjs FOLDER");
    process.exit(2);
  }
  for (const file of prepareWorkspace(path.resolve(folder))) {
    console.log(`${file} is newer in the course; yours has changes of your own and stays. ` +
      `The new one is ${path.join(course, file)}`);
  }
}
