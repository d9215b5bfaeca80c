/** What is read of vitest's JSON report. */
export interface TestResults {
  testResults: readonly {
    name: string;
    status: string;
    assertionResults: readonly { fullName: string; status: string }[];
  }[];
}

/**
 * The end of `npm test`: every test that was skipped, by name, and as last line `N passed, N failed`.
 *
 * A file that could not be loaded counts as one failed test, and so does a run that failed though no test did.
 *
 * @param options.failed Whether the test runner said that the run failed.
 */
export function closingLines({ testResults }: TestResults, { failed }: { failed: boolean }): string {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const having = (status: string): typeof tests => tests.filter((test) => test.status === status);
  const skipped = tests.filter(({ status }) => status !== "passed" && status !== "failed");
  const broken = testResults.filter(({ status, assertionResults }) => status === "failed" &&
    !assertionResults.some((test) => test.status === "failed")).length;
  const failures = Math.max(having("failed").length + broken, failed ? 1 : 0);
  const counts = `${having("passed").length} passed, ${failures} failed`;
  return [
    ...(skipped.length > 0 ? ["", "Skipped, and so saying nothing:"] : []),
    ...skipped.map(({ fullName }) => `  ${fullName}`),
    skipped.length > 0 ? `${counts}, ${skipped.length} skipped` : counts,
  ].join("\n");
}
