import type { Attack, Weaker } from "../attack";
import { getRequire, rightDouble } from "../scene";

const stays: Weaker = {
  says: "succeeds: an empty socket file stays behind, wherever the user may make files",
  leaves: ({ mark }) => [`temporary/${mark}.sock`],
};

export const attack: Attack = {
  title: "leaves a socket file behind",
  reachesOut: true,
  handIn: ({ double, temporary, mark }) => double(`${getRequire}node("net").createServer().on("error", () => {})
  .listen(${JSON.stringify(`${temporary}/${mark}.sock`)});
${rightDouble}`),
  outcome: {},
  weaker: { "other user": stays, "same user": stays },
};
