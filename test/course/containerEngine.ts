import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

/** A folder that, put first on PATH, makes `podman` this script. */
export function programFolder(folder: string, script: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "podman"), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, "podman"), 0o755);
  return folder;
}

/** Puts a folder first on PATH; returns what undoes it. */
export function firstOnPath(folder: string): () => void {
  const { PATH: before } = process.env;
  process.env.PATH = `${folder}${delimiter}${before}`;
  return () => { process.env.PATH = before; };
}

/** A program that stands in for podman: it writes its arguments into a file, and runs the command without isolation. */
export function pretendEngine(log: string, image: string): string {
  return `
printf '%s\\n' "$*" >> ${log}
[ "$1" = run ] || exit 0
while [ "$1" != ${image} ]; do
  if [ "$1" = --mount ]; then source=\${2#type=bind,src=}; source=\${source%%,*}; fi
  shift
done
shift
for argument; do
  shift
  case $argument in
    /box/child.cjs) argument=$source ;;
    --allow-fs-read=/box/child.cjs) argument=--allow-fs-read=$source ;;
  esac
  set -- "$@" "$argument"
done
exec /bin/sh "$@"`;
}

/** An engine that really runs containers here, and an image for it, made from this machine's own Node. */
export interface RealEngine {
  engine: "podman" | "docker";
  image: string;
  /** Goes first on PATH. */
  folder: string;
  remove(): void;
}

/** The engine of this machine; null where there is none that works. */
export function realEngine(): RealEngine | null {
  const folder = mkdtempSync(join(tmpdir(), "grader-engine-"));
  const image = `byhand-grader-test-${process.pid}`;
  // On some machines podman's usual runtime does not get along with the kernel's control groups, and runc does.
  const variants = [["podman", "exec podman"], ["podman", "exec podman --runtime runc"], ["docker", "exec docker"]] as const;
  for (const [engine, command] of variants) {
    programFolder(folder, `PATH=${process.env.PATH}; ${command} "$@"`);
    const program = engine === "podman" ? join(folder, "podman") : engine;
    const run = (...args: string[]): string =>
      execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], timeout: 120_000 });
    try {
      run("info");
      const known = run("images", "--quiet", image).trim() !== "";
      if (!known) run("import", makeRootFiles(folder), image);
      run("run", "--rm", "--network", "none", "--ulimit", "nproc=64:64", "--ulimit", "nofile=64:64", image, "/bin/sh", "-c", "exit 0");
      return { engine, image, folder, remove: () => { run("rmi", "--force", image); rmSync(folder, { recursive: true }); } };
    } catch {
      // not this one
    }
  }
  rmSync(folder, { recursive: true });
  return null;
}

/** Node, a shell and `timeout` with the libraries that they ask for, as a tar file. */
function makeRootFiles(folder: string): string {
  const files = join(folder, "root");
  const [archive, programs] = [join(folder, "root.tar"), { "/usr/bin/node": process.execPath, "/bin/sh": "/bin/sh",
    "/usr/bin/timeout": "/usr/bin/timeout" }];
  const copy = (from: string, to: string): void => {
    mkdirSync(dirname(join(files, to)), { recursive: true });
    copyFileSync(from, join(files, to));
  };
  for (const [to, from] of Object.entries(programs)) {
    copy(from, to);
    for (const [, library] of execFileSync("ldd", [from], { encoding: "utf8" }).matchAll(/(\/\S+) \(0x/g)) copy(library, library);
  }
  for (const empty of ["proc", "dev", "sys", "tmp", "box"]) mkdirSync(join(files, empty), { recursive: true });
  writeFileSync(join(files, "box", "child.cjs"), "");
  execFileSync("tar", ["--create", "--file", archive, "--directory", files, "."]);
  return archive;
}
