import { expect } from "vitest";
import type { Attack } from "../attack";
import { answers } from "../network";
import { getRequire, rightDouble } from "../scene";

export const attack: Attack = {
  title: "leaves timers, a server and open connections behind",
  reachesOut: true,
  handIn: ({ double, freePort }) => double(`${getRequire}const net = node("net");
setInterval(() => {}, 1);
net.createServer(() => {}).on("error", () => {}).listen(${freePort}, "127.0.0.1");
node("dgram").createSocket("udp4").on("error", () => {}).bind(${freePort}, "127.0.0.1");
node("http").createServer(() => {}).on("error", () => {}).listen("\\0attack-${freePort}");
process.stdin?.resume();
${rightDouble}`),
  outcome: {
    after: async ({ freePort }) => expect(await answers(freePort)).toBe(false),
  },
};
