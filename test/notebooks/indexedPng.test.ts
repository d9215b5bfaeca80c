import { Resvg } from "@resvg/resvg-js";
import { describe, expect, it } from "vitest";
import { indexedPng } from "../../course/notebooks/indexedPng";

/** The pixels of a PNG as another program (resvg, through an SVG image) reads them. */
function decoded(png: Buffer, width: number, height: number): number[][] {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
    `<image image-rendering="optimizeSpeed" width="${width}" height="${height}" ` +
    `href="data:image/png;base64,${png.toString("base64")}"/></svg>`;
  const { pixels } = new Resvg(svg).render();
  return Array.from({ length: width * height }, (_, i) => [...pixels.subarray(4 * i, 4 * i + 3)]);
}
const opaque = (colors: number[][]): Uint8Array => Uint8Array.from(colors.flatMap((color) => [...color, 255]));

describe("a PNG with a palette", () => {
  it("gives another reader the very pixels, up to 256 colours", () => {
    const colors = Array.from({ length: 256 }, (_, i) => [i, 255 - i, (i * 7) % 256]);
    expect(decoded(indexedPng(opaque(colors), 32, 8), 32, 8)).toEqual(colors);
  });

  it("keeps the commonest colours and brings the others to their nearest", () => {
    const common = Array.from({ length: 512 }, (_, i) => [i % 256, 0, 0]);
    const rare = [[100, 0, 3], [254, 1, 1]];
    const read = decoded(indexedPng(opaque([...common, ...rare]), 257, 2), 257, 2);
    expect(read.slice(0, 512)).toEqual(common);
    expect(read.slice(512)).toEqual([[100, 0, 0], [254, 0, 0]]);
  });

  it("is less than half as large as true colours for a drawing", () => {
    const svg = "<svg xmlns='http://www.w3.org/2000/svg' width='600' height='300'><rect width='600' height='300' fill='#fff'/>" +
      "<path d='M20 280 C 200 20 400 280 580 20' stroke='#0072b2' stroke-width='3' fill='none'/>" +
      "<text x='40' y='60' font-size='30'>Loss while training</text></svg>";
    const image = new Resvg(svg).render();
    expect(indexedPng(image.pixels, image.width, image.height).length).toBeLessThan(image.asPng().length / 2);
  });
});
