import { gzipSync } from "node:zlib";
import { tarBytes } from "../../course/graderArchives";
import { goodCount } from "../../course/tinyLessons";
import type { Attack } from "../attack";
import { writeAs } from "../scene";

/** Zeros pack a thousand to one. */
const zeros = Buffer.alloc(17 * 2 ** 20).toString("latin1");

export const attack: Attack = {
  title: "an archive of some kilobytes that unpacks to many megabytes",
  handIn: ({ path }) => writeAs(`${path}.tar.gz`, gzipSync(tarBytes([
    { path: "00-tiny.ts", text: goodCount }, { path: "01-other.ts", text: zeros },
  ]))),
  outcome: { problem: /^its entry "01-other\.ts" is larger than 16777216 bytes/ },
};
