import { describe, expect, it } from "vitest";
import { closingLines } from "../../course/setup/testReport";

describe("The end of `npm test`", () => {
  const result = (name: string, statuses: Record<string, string>, status = "passed") => ({
    name, status,
    assertionResults: Object.entries(statuses).map(([fullName, status]) => ({ fullName, status })),
  });

  it("is the count alone when nothing was skipped", () => {
    expect(closingLines({ testResults: [result("a", { one: "passed", two: "passed" })] }, { failed: false }))
      .toBe("2 passed, 0 failed");
  });

  it("lists skipped tests by name and counts them apart", () => {
    const lines = closingLines(
      { testResults: [result("a", { one: "passed", two: "pending", three: "todo" })] }, { failed: false }).split("\n");
    expect(lines.slice(-3)).toEqual(["  two", "  three", "1 passed, 0 failed, 2 skipped"]);
  });

  it("counts a file that did not load as a failure, and never says 0 failed of a run that failed", () => {
    expect(closingLines({ testResults: [result("a", {}, "failed"), result("b", { one: "passed" })] }, { failed: true }))
      .toBe("1 passed, 1 failed");
    expect(closingLines({ testResults: [result("b", { one: "failed", two: "passed" }, "failed")] }, { failed: true }))
      .toBe("1 passed, 1 failed");
    expect(closingLines({ testResults: [] }, { failed: true })).toBe("0 passed, 1 failed");
  });
});
