import type { Format } from "./format";
import { json } from "./json";

/** All forms of results but the terminal's, which is report.ts. */
export const formats: Format[] = [json];
