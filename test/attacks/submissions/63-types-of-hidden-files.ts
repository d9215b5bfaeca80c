import type { Attack } from "../attack";
import { rightDouble } from "../scene";

export const attack: Attack = {
  title: "has the type check print a hidden file, by importing its type",
  types: true,
  handIn: ({ double, teacher }) => double(`type Hidden = typeof import("${teacher}/00-tiny.hidden")["hidden"];
type Passwords = typeof import("/etc/passwd");
/// <reference path="${teacher}/00-tiny.hidden.ts" />
export const shown: Hidden = { double: 1 };
${rightDouble}`),
  outcome: {
    typeErrors: [/^00-tiny\.ts:\d+: there is no such module/, /^00-tiny\.ts:\d+: there is no such module/],
  },
};
