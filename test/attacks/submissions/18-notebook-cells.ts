import { goodCount } from "../../course/tinyLessons";
import type { Attack } from "../attack";
import { writeAs } from "../scene";

const marked = (exercise: string, source: string): object =>
  ({ cell_type: "code", source, metadata: { course: { exercise } } });

export const attack: Attack = {
  title: "a notebook with edited, deleted and duplicated cells",
  handIn: ({ path }) => writeAs(`${path}/00-tiny.ipynb`, JSON.stringify({
    nbformat: 4,
    cells: [
      marked("double", "export function double(x: tf.Tensor) { return tf.mul(x, 2); }"),
      marked("double", "export function double(x: tf.Tensor) { return tf.mul(x, 3); }"),
      marked("everything", "export const score = 80;"),
      { cell_type: "code", source: goodCount, metadata: {} },
      { cell_type: "raw", source: "# Checks passed: 80 of 80", metadata: { tags: ["exercise"] } },
    ],
  })),
  outcome: {
    earned: { double: [0, 0, 4, 0, 0, 0], count: 0, upper: 0 },
    reasons: {
      double: ["wrong", /^value 0 is 3 instead of 2$/],
      count: ["protocol", /^no marked cell of 00-tiny\.ipynb writes count/],
      upper: ["missing", /^01-other\.ts is missing/],
    },
    notes: [
      /double is written in the cells 1 and 2: the last one counts/, /cell 3 is marked for everything, which is no/,
      /count stands in cell 4, which is not marked/,
    ],
  },
};
