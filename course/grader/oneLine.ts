/**
 * Text that a learner's code may have had a hand in, fit for a terminal: no control characters, one line, bounded, and
 * no command to the runners of GitHub and Azure, which obey `##[…]` and `##vso[…]` wherever they are printed.
 */
export function oneLine(text: string): string {
  const plain = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, " ")
    .replace(/##(?=\w*\[)/g, "# #").trim();
  return plain.length > 600 ? `${plain.slice(0, 599)}…` : plain;
}
