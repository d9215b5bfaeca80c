import { expect } from "vitest";
import type { Attack, Weaker } from "../attack";
import { getRequire, rightDouble } from "../scene";

const connected: Weaker = {
  says: "succeeds: it can connect to this machine and to the network",
  after: ({ heard }) => expect(heard()).toBe(true),
};

export const attack: Attack = {
  title: "a network call",
  handIn: ({ double, port, mark }) => double(`${getRequire}node("net").connect(${port}, "127.0.0.1")
  .on("error", () => {}).write(${JSON.stringify(mark)});
${rightDouble}`),
  outcome: {
    after: ({ heard }) => expect(heard()).toBe(false),
  },
  weaker: { "other user": connected, "same user": connected },
};
