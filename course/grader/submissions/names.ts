import { basename, dirname, resolve } from "node:path";

const endings = /\.(zip|tar|tar\.gz|tgz|ts|ipynb)$/i;

/**
 * A short name for each submission, good for a file name and different from the others': the last part of its path
 * without the ending, and where that is not enough also the folder's before it (`jones-homework`), then a number.
 */
export function submissionNames(paths: string[]): string[] {
  const short = paths.map((path) => shortName(path));
  const longer = short.map((name, i) =>
    (short.indexOf(name) === short.lastIndexOf(name) ? name : `${fit(basename(dirname(resolve(paths[i]))))}-${name}`));
  const taken = new Set<string>();
  return longer.map((name) => {
    let free = name;
    for (let number = 2; taken.has(free.toLowerCase()); number++) free = `${name}-${number}`;
    taken.add(free.toLowerCase()); // some file systems know no capitals
    return free;
  });
}

function shortName(path: string): string {
  return fit(basename(resolve(path)).replace(endings, ""));
}

/** Letters of all languages stay; what a file system or a terminal could choke on becomes "_". */
function fit(name: string): string {
  const plain = name.normalize("NFC").replace(/[^\p{L}\p{M}\p{N} ._@+()-]/gu, "_").replace(/^[. ]+|[. ]+$/g, "");
  return plain.slice(0, 100) || "submission";
}
