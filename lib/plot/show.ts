import { display } from "./display";
import type { Figure } from "./figure";

/** Shows a figure in the notebook as one output: plotly, and its text alternative; outside tslab it does nothing. */
export function show({ data, layout, alt }: Figure): void {
  display(
    { "application/vnd.plotly.v1+json": { data, layout, config: { displaylogo: false } }, "text/plain": alt },
    { alt },
  );
}
