import { tarBytes } from "../../course/graderArchives";
import { goodCount } from "../../course/tinyLessons";
import type { Attack } from "../attack";
import { writeAs } from "../scene";

const nasty = "<script>alert(1)</script>=HYPERLINK(1)\"]]>\u001b[2J ::error::.ts";

export const attack: Attack = {
  title: "an archive whose entry has a name made to break out of reports",
  handIn: ({ path }) => writeAs(`${path}.tar`, tarBytes([
    { path: "00-tiny.ts", text: goodCount }, { path: nasty, text: "" }, { path: nasty, type: "1" },
  ])),
  outcome: { problem: /^its entry "<script>.{0,80}" has a name that may not be$/ },
};
