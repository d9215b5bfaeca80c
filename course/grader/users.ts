import { randomInt } from "node:crypto";

/** Numbers that systems set aside for users that come and go, and that the maps of users of most containers hold. */
export const nobodies = { first: 61_184, count: 4_336 };

let next = randomInt(nobodies.count);

/** The number of a user without any rights, for one process alone: processes of one user could end each other. */
export function nobody(): number {
  next = (next + 1) % nobodies.count;
  return nobodies.first + next;
}
