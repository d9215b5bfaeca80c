import { randomBytes } from "node:crypto";
import { createRequire } from "node:module";

type Bundle = Record<string, unknown>;
interface Message {
  data: Bundle;
  metadata: Bundle;
  transient: { display_id?: string };
}
type Write = (message: Message, update?: boolean) => void;

/**
 * Sends one output of several MIME types to the notebook; outside tslab it does nothing and returns false.
 * tslab's own `display.raw` sends a single type, so this goes through the module that it is built on.
 */
export function display(data: Bundle, metadata: Bundle = {}): boolean {
  const write = writer();
  write?.({ data, metadata, transient: {} });
  return write !== undefined;
}

/** Shows HTML in the notebook, with plain text for viewers that show none; outside tslab it does nothing. */
export function showHtml(html: string, text: string): void {
  display({ "text/html": html, "text/plain": text });
}

/** One output that can be repainted in place. */
export interface LiveHtml {
  /** Shows this instead of what is there; ignored after `done`. */
  update(html: string, text?: string): void;
  /** Leaves what is shown as it is, for good. */
  done(): void;
}

/**
 * An output that is repainted in place while a loop runs; the loop must give way (`await setImmediate`) to be seen.
 * It stays with the cell that painted it first, even if the loop outlives the cell. Outside tslab it does nothing.
 */
export function liveHtml(): LiveHtml {
  const transient = { display_id: randomBytes(8).toString("hex") };
  let write: Write | undefined;
  let finished = false;
  return {
    update(html, text = "") {
      if (finished) return;
      const first = write === undefined;
      write ??= writer();
      write?.({ data: { "text/html": html, "text/plain": text }, metadata: {}, transient }, !first);
    },
    done() {
      finished = true;
    },
  };
}

/** Whether outputs reach a notebook. */
export function inNotebook(): boolean {
  return writer() !== undefined;
}

function writer(): Write | undefined {
  const cache = createRequire(__filename).cache;
  const path = Object.keys(cache).find((name) => /[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(name));
  const write: unknown = path && cache[path]?.exports?.lastWriteDisplayData;
  return typeof write === "function" ? (write as Write) : undefined;
}
