/** The Stop of all work that runs now; null while nothing listens. */
let current: { controller: AbortController; users: number; release: () => void } | null = null;

/**
 * Runs long work that SIGINT (Jupyter's Stop button, Ctrl-C) ends early but tidily.
 *
 * While the work runs, SIGINT aborts the signal and does nothing else: the process lives on, and so does a notebook's
 * cell, which would otherwise be given up while the loop went on behind it. It is the work that must look at
 * `signal.aborted` and let signals in, by `await breath()`, every so often. After the first SIGINT the former handlers
 * are back, so a second one does what it always did (without handlers it ends the process).
 *
 * Work inside work shares one Stop. What the work returns or throws is passed on.
 *
 * @param signal another reason to stop, from the caller
 */
export async function untilStopped<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { signal }: { signal?: AbortSignal } = {},
): Promise<T> {
  // A cell's code up to its first wait runs inside Node's vm with a watch on SIGINT of its own, which takes all handlers
  // away and on its end overwrites what was set meanwhile: begin after it, or the next SIGINT would kill the kernel.
  await breath();
  const stop = (current ??= listen());
  stop.users++;
  try {
    return await work(signal ? AbortSignal.any([stop.controller.signal, signal]) : stop.controller.signal);
  } finally {
    stop.users--;
    if (stop.users === 0) {
      stop.release();
      current = null;
    }
  }
}

/** Lets the event loop turn once, so that signals, messages and drawings get their chance; costs microseconds. */
export function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Takes the place of all SIGINT handlers until the first SIGINT or the release. */
function listen(): { controller: AbortController; users: number; release: () => void } {
  const controller = new AbortController();
  const others = process.rawListeners("SIGINT") as NodeJS.SignalsListener[];
  let released = false;
  const release = (): void => {
    if (released) return;
    released = true;
    process.off("SIGINT", onStop);
    for (const other of others) process.on("SIGINT", other);
  };
  const onStop = (): void => {
    release();
    controller.abort();
  };
  process.on("SIGINT", onStop); // first, so that there is no moment without a handler
  for (const other of others) process.off("SIGINT", other);
  return { controller, users: 0, release };
}
