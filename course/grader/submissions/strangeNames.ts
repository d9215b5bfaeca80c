/** What a program that trusts a submission would use: results, checks, configuration, packages. */
const strange = [
  /^(verdict|result|results|gradescope|exercism)\.json$/, /^(junit\.xml|report\.html|gradebook\.csv)$/,
  /^(package(-lock)?|[tj]sconfig(\..*)?)\.json$/, /^(vite|vitest|jest|babel|eslint)\.config\./, /^\.npmrc$/,
  /^course\.ya?ml$/, /\.(checks|hidden|test|spec)\.[cm]?[tj]s$/, /\.lesson\.cjs$/, /^node_modules$/,
];

/** The names of such files and folders that lie beside the exercise files, sorted: nothing of it is used. */
export function strangeNames(paths: string[], folder: string): string[] {
  const start = folder ? `${folder}/` : "";
  const names = paths.filter((path) => path.startsWith(start)).flatMap((path) => {
    const [name, ...below] = path.slice(start.length).split("/");
    return below.length === 0 || name === "node_modules" ? [name] : [];
  });
  return [...new Set(names)].filter((name) => strange.some((pattern) => pattern.test(name))).sort();
}
