/** Rows as RFC 4180 has them, with a header line. */
export function csvText(rows: (string | number)[][]): string {
  return rows.map((row) => `${row.map(field).join(",")}\r\n`).join("");
}

/** A text that a spreadsheet would take for a formula begins with an apostrophe, which spreadsheets show as text. */
function field(value: string | number): string {
  if (typeof value === "number") return String(value);
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n']/.test(harmless) ? `"${harmless.replaceAll("\"", "\"\"")}"` : harmless;
}
