import { describe, expect, it } from "vitest";
import { LIVE_BLUE, LIVE_ORANGE } from "../../../lib/plot/liveLossSvg";
import { DIVERGING, GRADIENT_INK, INK, SEQUENTIAL, SERIES, TINTS } from "../../../lib/plot/palette";

type Triple = [number, number, number];

/** sRGB to linear light, IEC 61966-2-1. */
function linear(color: string): Triple {
  return [1, 3, 5].map((at) => {
    const value = parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as Triple;
}

function times(matrix: number[][], vector: Triple): Triple {
  return matrix.map((row) => row.reduce((sum, value, i) => sum + value * vector[i], 0)) as Triple;
}

// Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency" (IEEE TVCG
// 2009), severity 1.0, on linear RGB.
const SIGHT: Record<string, number[][]> = {
  normal: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};
const XYZ = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]];

/** CIELAB under D65 as someone with this sight sees it. */
function lab(color: string, sight = "normal"): Triple {
  const seen = times(SIGHT[sight], linear(color)).map((value) => Math.min(1, Math.max(0, value))) as Triple;
  const [x, y, z] = times(XYZ, seen).map((value, i) => {
    const share = value / [0.95047, 1, 1.08883][i];
    return share > (6 / 29) ** 3 ? Math.cbrt(share) : share / (3 * (6 / 29) ** 2) + 4 / 29;
  });
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function distance(a: Triple, b: Triple): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/** The contrast ratio of WCAG 2.2. */
function contrast(one: string, other: string): number {
  const [light, dark] = [one, other].map((color) => times(XYZ, linear(color))[1]).sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** The least distance between two colours of a list, for someone with this sight. */
function closest(colors: readonly string[], sight: string): number {
  return Math.min(...colors.flatMap((a, i) => colors.slice(i + 1).map((b) => distance(lab(a, sight), lab(b, sight)))));
}

describe("the colours of series", () => {
  // 2.3 is a just noticeable difference in CIELAB; lines and small markers need several times that.
  it.each(["normal", "deuteranopia", "protanopia"])("all seven stay clearly apart for %s", (sight) => {
    expect(closest(SERIES.map(({ color }) => color), sight)).toBeGreaterThan(11);
  });

  it.each(Object.keys(SIGHT))("the first three, which most pictures use, are far apart for %s", (sight) => {
    expect(closest(SERIES.slice(0, 3).map(({ color }) => color), sight)).toBeGreaterThan(15);
  });

  it("a palette of pure red, green and brown is caught for deuteranopia", () => {
    expect(closest(["#c00000", "#5a7a00", "#7a5c00"], "deuteranopia")).toBeLessThan(11);
  });

  it("each also has a dash, a marker and a hatching of its own, for grey print", () => {
    for (const key of ["dash", "symbol", "pattern"] as const) {
      expect(new Set(SERIES.map((style) => style[key])).size).toBe(SERIES.length);
    }
  });

  it("the first three have the contrast of 3 : 1 that WCAG asks of graphics, and small text 4.5 : 1", () => {
    for (const { color } of SERIES.slice(0, 3)) expect(contrast(color, "#ffffff")).toBeGreaterThan(3);
    for (const ink of [INK, GRADIENT_INK, SERIES[0].color]) expect(contrast(ink, "#ffffff")).toBeGreaterThan(4.5);
  });

  it("the live curve is seen on Lab's light and on its dark ground", () => {
    for (const ground of ["#ffffff", "#111111"]) {
      for (const color of [LIVE_BLUE, LIVE_ORANGE]) expect(contrast(color, ground)).toBeGreaterThan(3);
    }
  });
});

describe("the tints of tokens", () => {
  const next = TINTS.map((_, i) => TINTS[(i + 1) % TINTS.length]);

  it.each(Object.keys(SIGHT))("neighbours are far apart for %s", (sight) => {
    for (const [i, tint] of TINTS.entries()) expect(distance(lab(tint, sight), lab(next[i], sight))).toBeGreaterThan(15);
  });

  it("light and dark follow each other, so that neighbours differ in grey print", () => {
    const lightness = TINTS.map((tint) => lab(tint)[0]);
    for (const i of TINTS.keys()) {
      expect(Math.abs(lightness[i] - lab(next[i])[0])).toBeGreaterThan(12);
    }
  });

  it("black letters on them have at least the contrast of 7 : 1 (WCAG, level AAA)", () => {
    for (const tint of TINTS) expect(contrast(INK, tint)).toBeGreaterThan(7);
  });
});

describe("the colour scales", () => {
  const steps = (colors: readonly string[], sight = "normal"): number[] =>
    colors.slice(1).map((color, i) => distance(lab(color, sight), lab(colors[i], sight)));

  it("step evenly: the largest step of the sequential scale is at most 5 % larger than the smallest", () => {
    expect(Math.max(...steps(SEQUENTIAL)) / Math.min(...steps(SEQUENTIAL))).toBeLessThan(1.05);
  });

  it("each half of the diverging scale steps evenly", () => {
    for (const half of [DIVERGING.slice(0, 5), DIVERGING.slice(4)]) {
      expect(Math.max(...steps(half)) / Math.min(...steps(half))).toBeLessThan(1.1);
    }
  });

  it("the rainbow of old would be caught: its steps differ by more than 5 %", () => {
    const rainbow = ["#0000ff", "#00ffff", "#00ff00", "#ffff00", "#ff0000"];
    expect(Math.max(...steps(rainbow)) / Math.min(...steps(rainbow))).toBeGreaterThan(1.05);
  });

  it.each(Object.keys(SIGHT))("more is darker all along, so that grey print and %s keep the order", (sight) => {
    const lightness = SEQUENTIAL.map((color) => lab(color, sight)[0]);
    expect(lightness).toEqual([...lightness].sort((a, b) => b - a));
  });

  it.each(Object.keys(SIGHT))("minus and plus are told apart for %s", (sight) => {
    for (const i of [0, 1, 2]) {
      expect(distance(lab(DIVERGING[i], sight), lab(DIVERGING[8 - i], sight))).toBeGreaterThan(20);
    }
  });
});
