import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { shouldSee, steps } from "byhand-course";

const band = { from: 1.6, to: 1.8, ifNot: "was training stopped early?" };
let said: string[];

beforeEach(() => {
  said = [];
  vi.stubEnv("BYHAND_SHORT", "");
  vi.stubEnv("BYHAND_BANDS", "");
  vi.spyOn(console, "log").mockImplementation((line: string) => { said.push(line); });
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe("steps()", () => {
  it("takes all steps at full length", () => {
    expect(steps(2000)).toBe(2000);
  });

  it("takes a fiftieth in the shortened form, between 3 and 20, and never more than all", () => {
    vi.stubEnv("BYHAND_SHORT", "1");
    expect([2000, 400, 100, 2, 100_000].map(steps)).toEqual([20, 8, 3, 2, 20]);
  });

  it.each([0, -5, 2.5, NaN])("refuses %s steps and says what it expects", (full) => {
    expect(() => steps(full)).toThrow(`steps is ${full}: expected a whole number of at least 1`);
  });
});

describe("shouldSee()", () => {
  it("shows the figure with its band and a tick", () => {
    shouldSee("held-out loss", 1.7634, band);
    expect(said).toEqual(["✓ held-out loss: 1.76 (expected 1.6 to 1.8)"]);
  });

  it("says what to suspect outside the band, and goes on", () => {
    shouldSee("held-out loss", 1.93, band);
    expect(said).toEqual(["✗ held-out loss: 1.93 (expected 1.6 to 1.8; outside: was training stopped early?)"]);
  });

  it.each([1.59, 1.81, NaN, Infinity])("stops a strict run at %s, outside the band", (value) => {
    vi.stubEnv("BYHAND_BANDS", "strict");
    expect(() => shouldSee("held-out loss", value, band)).toThrow(
      `held-out loss: ${value} is outside its band, expected 1.6 to 1.8: was training stopped early?`);
  });

  it("counts the ends of the band as inside, in a strict run too", () => {
    vi.stubEnv("BYHAND_BANDS", "strict");
    shouldSee("held-out loss", 1.6, band);
    shouldSee("held-out loss", 1.8, band);
    expect(said.map((line) => line[0])).toEqual(["✓", "✓"]);
  });

  it("judges nothing in a shortened run, strict or not, and says so", () => {
    vi.stubEnv("BYHAND_SHORT", "1");
    vi.stubEnv("BYHAND_BANDS", "strict");
    shouldSee("held-out loss", 4.2, band);
    expect(said).toEqual(["○ held-out loss: 4.2 (expected 1.6 to 1.8 at full length; this is a shortened run)"]);
  });

  it("refuses a band without an inside", () => {
    expect(() => shouldSee("loss", 1, { from: 2, to: 1, ifNot: "" })).toThrow("from must not be above to");
  });
});
