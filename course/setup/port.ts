import { createServer } from "node:net";
import { SetupError } from "./problem";

export const usualPort = 8888;

/** Reads a port number that a person gave. @throws {SetupError} Where it is none. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) {
    throw new SetupError(`--port is "${text}": expected a whole number from 1 to 65535, such as --port ${usualPort + 1}`);
  }
  return port;
}

/** Makes sure that a server may listen there. @throws {SetupError} Where it may not, with what to do. */
export async function requireFreePort(port: number): Promise<void> {
  const code = await new Promise<string | null>((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "unknown"));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(null)));
  });
  if (code === null) return;
  const next = port < 65_535 ? port + 1 : usualPort;
  throw new SetupError(code === "EACCES"
    ? `Port ${port} may not be used without administrator's rights. Choose another: npm start -- --port ${usualPort}`
    : `Port ${port} is taken; perhaps the course is open already. Close that JupyterLab (Ctrl+C in its terminal), or ` +
      `choose another port: npm start -- --port ${next}`);
}

/** A port that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
