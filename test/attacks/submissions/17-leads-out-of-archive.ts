import { goodCount, goodDouble, importTf } from "../../course/tinyLessons";
import { tarBytes } from "../../course/graderArchives";
import type { Attack } from "../attack";
import { writeAs } from "../scene";

const right = { path: "00-tiny.ts", text: importTf + goodDouble + goodCount };

export const attack: Attack = {
  title: "an archive with a link and an entry that leads out of it",
  handIn: ({ path, mark }) => writeAs(`${path}.tar`, tarBytes([
    right, { path: `../teacher/${mark}`, text: "unpacked" }, { path: "01-other.ts", type: "2" },
  ])),
  outcome: { problem: /^its entry "\.\.\/teacher\/mark-\w+" leads out of the archive$/ },
};
