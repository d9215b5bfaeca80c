const VISIBLE: Record<string, string> = { " ": "␣", "\n": "↵", "\r": "␍", "\t": "⇥", "\u00a0": "⍽", "\u007f": "␡" };

/**
 * A token with its blanks made visible: " the" → "␣the", a newline → "↵", the empty token → "∅". Other control
 * characters get their pictures (U+2400 and on) and lone surrogates "�": neither may stand in a picture's file.
 */
export function visibleToken(token: string): string {
  if (token === "") return "∅";
  const picture = (blank: string): string => VISIBLE[blank] ?? String.fromCharCode(0x2400 + blank.charCodeAt(0));
  return token.replace(/[\u0000-\u0020\u007f\u00a0]/g, picture).replace(/\p{Surrogate}/gu, "\ufffd");
}

/** A name of words, in which only blanks at its ends are made visible: "head 0" stays, " the" → "␣the", " " → "␣". */
export function visibleName(name: string): string {
  return name.trim() === "" ? visibleToken(name) : name.replace(/^[ \n\r\t]+|[ \n\r\t]+$/g, visibleToken);
}

/** Text for plotly, which would read a little HTML (not `&quot;`) and, between dollar signs, TeX: shown as written. */
export function plotText(text: string): string {
  return escapeHtml(text).replace(/&quot;/g, "\"").replace(/\$/g, "&#36;");
}

/** A token as plotly should label it. */
export function tokenLabel(token: string): string {
  return plotText(visibleToken(token));
}

/** A name of words as plotly should label it. */
export function nameLabel(name: string): string {
  return plotText(visibleName(name));
}

/** Text for HTML, with its markup characters shown as written. */
export function escapeHtml(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
