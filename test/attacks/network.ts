import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server } from "node:net";

/** A server on this machine that keeps what it is sent. */
export interface Listener {
  port: number;
  heard: string[];
  server: Server;
}

export async function listen(): Promise<Listener> {
  const heard: string[] = [];
  const server = createServer((socket) => {
    socket.on("data", (bytes) => heard.push(bytes.toString("latin1"))).on("error", () => undefined);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: (server.address() as AddressInfo).port, heard, server };
}

/** A port on which nobody listens. */
export async function freePort(): Promise<number> {
  const { port, server } = await listen();
  server.close();
  await once(server, "close");
  return port;
}

/** Whether anybody answers on a port of this machine. */
export function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });
}
