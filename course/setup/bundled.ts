import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./paths";

/** Which machines an offline bundle is for. */
export interface Bundle {
  platform: NodeJS.Platform;
  arch: string;
  /** Such as "3.11". */
  python: string;
  /** Where npm got its packages: it keeps them by address. `bootstrap.mjs` reads this as well. */
  registry: string;
}

/** What came with a course that was made for machines without network. */
export const bundleFolder = ".offline";
export const bundleFile = join(bundleFolder, "offline.json");
export const npmPart = "npm";
export const wheelsPart = "wheels";

/**
 * The words that make pip take its packages from the bundle that came with the course, where there is one.
 *
 * @param python the version of the Python that they are for
 * @returns none where there is no bundle, or it is for another kind of machine: pip then asks its index, as ever
 */
export function wheelSource(python: readonly number[], { folder = root }: { folder?: string } = {}): string[] {
  const file = join(folder, bundleFile);
  if (!existsSync(file)) return [];
  const bundle = JSON.parse(readFileSync(file, "utf8")) as Bundle;
  const fits = bundle.platform === process.platform && bundle.arch === process.arch
    && bundle.python === python.slice(0, 2).join(".");
  return fits ? ["--no-index", "--find-links", join(folder, bundleFolder, wheelsPart)] : [];
}
