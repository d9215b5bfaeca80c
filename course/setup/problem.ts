/** Set-up cannot go on; the message tells a learner what is the matter and what to do. Shown without a stack. */
export class SetupError extends Error {
  override readonly name = "SetupError";
}

/** What a failed tool's output means, in one sentence with a remedy, or null where its own words must do. */
export function explainFailure(output: string): string | null {
  if (/ENOSPC|no space left on device/i.test(output)) {
    return "The disk is full. The course needs about 3 GB: free some space and run the same command again.";
  }
  if (/ensurepip is not available|No module named '?(venv|ensurepip)/i.test(output)) return noVenvModule;
  // pip that knows of no version at all saw no index; it says so about packages that everybody has.
  const unreachable = new RegExp("ConnectionError|NewConnectionError|NameResolutionError|connection (broken|refused|reset)|" +
    "timed out|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|name resolution|from versions: none", "i");
  if (unreachable.test(output)) {
    return "The package index could not be reached. Check the network (and proxy) and run the same command again; it " +
      "goes on where it stopped.";
  }
  if (/No matching distribution|ResolutionImpossible/i.test(output)) {
    return "Python's package index has no version of a package for this Python and machine; its words are below. " +
      "Python 3.10 to 3.14 from python.org on a 64-bit system is what the course is pinned for.";
  }
  if (/EACCES|Permission denied/i.test(output)) {
    return "A file may not be written here. Make the course's folder yours (or move it to your home) and try again.";
  }
  return null;
}

export const noVenvModule = "This Python comes without its `venv` module. On Debian and Ubuntu: " +
  "`sudo apt install python3-venv`; elsewhere install Python from python.org. Then run the same command again.";

/** The first line of what an error says. */
export function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim().split("\n")[0] ?? "";
}
