/** Shows a value of unknown kind in an error message, at most 80 characters long. */
export function shown(value: unknown): string {
  let text: string;
  try {
    text = JSON.stringify(value) ?? (value === undefined ? "missing" : String(value));
  } catch {
    return "a value that is nested too deep to show";
  }
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
