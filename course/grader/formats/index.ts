import { classroom50 } from "./classroom50";
import { exercism } from "./exercism";
import type { Format } from "./format";
import { gradebook } from "./gradebook";
import { gradescope } from "./gradescope";
import { html } from "./html";
import { json } from "./json";
import { junit } from "./junit";

/** All forms of results but the terminal's, which is report.ts. */
export const formats: Format[] = [json, junit, gradescope, classroom50, exercism, gradebook, html];
