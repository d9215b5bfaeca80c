import { expect } from "vitest";
import type { Attack } from "../attack";
import { rightDouble } from "../scene";

const opens = `try {
  process.kill(PID, "SIGUSR1");
} catch {}
`;

export const attack: Attack = {
  title: "opens the debugger of another Node.js program of the person who grades, such as npm",
  reachesOut: true,
  handIn: ({ double, nodeBystander }) => double(opens.replace("PID", String(nodeBystander.pid)) + rightDouble),
  outcome: {
    after: ({ nodeBystander }) => expect(nodeBystander.printed()).not.toMatch(/Debugger|inspector/),
  },
  weaker: {
    "same user": {
      says: "succeeds: through its debugger such a program can be made to do anything that the user may do",
      after: ({ nodeBystander }) => expect(nodeBystander.printed()).toMatch(/Debugger|inspector/),
    },
  },
};
