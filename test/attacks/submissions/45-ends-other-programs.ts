import { expect } from "vitest";
import type { Attack } from "../attack";
import { rightDouble } from "../scene";

export const attack: Attack = {
  title: "ends another program of the person who grades",
  reachesOut: true,
  handIn: ({ double, bystander }) => double(`try {
  process.kill(${bystander.pid}, "SIGKILL");
} catch {}
${rightDouble}`),
  outcome: {
    after: ({ bystander }) => expect(bystander.endedBy()).toBe(null),
  },
  weaker: {
    "same user": {
      says: "succeeds: what belongs to the same user can be ended",
      after: ({ bystander }) => expect(bystander.endedBy()).toBe("SIGKILL"),
    },
  },
};
