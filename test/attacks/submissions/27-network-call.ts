import { expect } from "vitest";
import type { Attack, Weaker } from "../attack";
import { getRequire, rightDouble } from "../scene";

const connected: Weaker = {
  says: "succeeds: the connection is made",
  after: ({ heard }) => expect(heard()).toBe(true),
};

export const attack: Attack = {
  title: "a network call",
  reachesOut: true,
  handIn: ({ double, port, mark }) => double(`${getRequire}node("net").connect(${port}, "127.0.0.1")
  .on("error", () => {}).write(${JSON.stringify(mark)});
${rightDouble}`),
  outcome: {
    after: ({ heard }) => expect(heard()).toBe(false),
  },
  weaker: { "other user": connected, "same user": connected },
};
