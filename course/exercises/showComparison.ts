import { escapeHtml, inNotebook, showHtml } from "byhand";
import type { Comparison } from "./comparison";
import type { Code } from "./ownCode";

/** Shows two functions: side by side in the notebook, one after the other elsewhere. */
export function showComparison(name: string, comparison: Comparison): void {
  const text = comparisonText(comparison);
  if (inNotebook()) showHtml(comparisonHtml(name, comparison), text);
  else console.log(text);
}

export function comparisonText({ mine, theirs, facts }: Comparison): string {
  const part = (whose: string, code: Code): string => `── ${whose} (${code.file}) ──\n\n${code.text}`;
  return [part("yours", mine), part("the reference", theirs), facts.join("\n")].join("\n\n");
}

/** Two columns, or two rows where there is little room; each scrolls by itself, also by the keyboard. */
export function comparisonHtml(name: string, { mine, theirs, facts }: Comparison): string {
  const line = "border: 1px solid var(--jp-border-color1, currentColor)";
  const part = (whose: string, code: Code): string =>
    `<div style="min-width: 0; ${line}"><div style="padding: .3em .8em; border-bottom: inherit">`
    + `<strong>${whose}</strong> · ${escapeHtml(code.file)}</div>`
    + `<pre tabindex="0" role="region" aria-label="${escapeHtml(`${name}, ${whose}`)}" `
    + `style="margin: 0; padding: .5em .8em; overflow: auto; max-height: 32em; white-space: pre; color: inherit; `
    + `background: none">${escapeHtml(code.text)}</pre></div>`;
  const columns = "display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30em), 1fr)); gap: .6em";
  return `<div style="${columns}; margin: .3em 0; color: inherit">${part("yours", mine)}${part("the reference", theirs)}</div>`
    + `<p style="margin: .3em 0">${facts.map(escapeHtml).join("<br>")}</p>`;
}
