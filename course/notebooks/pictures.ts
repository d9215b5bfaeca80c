import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Resvg } from "@resvg/resvg-js";
import { type DOMWindow, JSDOM } from "jsdom";
import { VectorCanvas } from "./canvas";
import { type Box, boxInPicture, boxOf, pathLength, pointAlong } from "./geometry";
import { indexedPng } from "./indexedPng";

/** A plotly figure as it stands in a notebook's output. */
export interface PlotlyOutput {
  data: object[];
  layout?: { width?: number; height?: number; font?: { size?: number } };
}
interface Plotly {
  toImage(figure: PlotlyOutput, options: object): Promise<string>;
}

const USUAL = { width: 760, height: 380 };
let plotly: Plotly | undefined;

/** The figure as SVG, drawn by plotly.js without a browser. */
export async function figureSvg(figure: PlotlyOutput): Promise<string> {
  const { width, height } = { ...USUAL, ...figure.layout };
  // A copy, since plotly writes its defaults into what it is given.
  const copy = JSON.parse(JSON.stringify(figure)) as PlotlyOutput;
  plotly ??= load();
  return plotly.toImage(copy, { format: "svg", imageDataOnly: true, width, height });
}

/** The figure as PNG with a palette, `zoom` pixels to each of the figure's, in the machine's plain sans-serif font. */
export async function figurePng(figure: PlotlyOutput, { zoom = 1.5 } = {}): Promise<Buffer> {
  const svg = await figureSvg(figure);
  const font = { loadSystemFonts: true, defaultFontFamily: "DejaVu Sans", sansSerifFamily: "DejaVu Sans" };
  const image = new Resvg(svg, { fitTo: { mode: "zoom", value: zoom }, background: "#ffffff", font }).render();
  return indexedPng(image.pixels, image.width, image.height);
}

/** plotly.js in jsdom, which draws nothing itself: what plotly measures is estimated. */
function load(): Plotly {
  const { window } = new JSDOM("<!doctype html><body></body>", { runScripts: "outside-only", pretendToBeVisual: true });
  Object.assign(window, { TextDecoder, TextEncoder });
  window.URL.createObjectURL = () => "blob:none";
  measure(window);
  const canvases = new WeakMap<object, VectorCanvas>();
  const canvasOf = (element: { width: number; height: number }): VectorCanvas => {
    const canvas = canvases.get(element) ?? new VectorCanvas();
    canvases.set(element, canvas);
    return Object.assign(canvas, { width: element.width, height: element.height });
  };
  Object.assign(window.HTMLCanvasElement.prototype, {
    getContext(this: HTMLCanvas, kind: string) {
      return kind === "2d" ? canvasOf(this) : null;
    },
    toDataURL(this: HTMLCanvas) {
      return canvasOf(this).toDataURL();
    },
  });
  window.eval(readFileSync(createRequire(__filename).resolve("plotly.js-dist"), "utf8"));
  return (window as unknown as { Plotly: Plotly }).Plotly;
}

type HTMLCanvas = { width: number; height: number };

/** jsdom lays nothing out: sizes and places of SVG elements come from their attributes. */
function measure(window: DOMWindow): void {
  const rectangle = ({ left, top, right, bottom }: Box): object =>
    ({ x: left, y: top, left, top, right, bottom, width: right - left, height: bottom - top });
  Object.assign(window.SVGElement.prototype, {
    getBBox(this: Element) {
      return rectangle(boxOf(this));
    },
    getBoundingClientRect(this: Element) {
      return rectangle(boxInPicture(this));
    },
    getComputedTextLength(this: Element) {
      const { left, right } = boxOf(this);
      return right - left;
    },
    getTotalLength(this: Element) {
      return pathLength(this);
    },
    getPointAtLength(this: Element, length: number) {
      return pointAlong(this, length);
    },
  });
}
