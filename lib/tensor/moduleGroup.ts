import { Module, type Parameter } from "./module";

class Group extends Module {}

/** A module that has these as its fields: for names in a checkpoint that stand for no computation of their own. */
export function moduleGroup<Fields extends Record<string, Module | readonly Module[] | Parameter>>(
  fields: Fields,
): Module & Fields {
  return Object.assign(new Group(), fields);
}
