import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { JSDOM } from "jsdom";
import type { Figure } from "../../../lib/plot";

interface Plotly {
  validate(data: object[], layout: object): { msg: string }[] | undefined;
  newPlot(element: unknown, data: object[], layout: object): Promise<Drawn>;
  Fx?: unknown;
}
/** What plotly makes of a figure, as far as the tests look at it. */
export interface Drawn {
  _fullLayout: Record<string, { ticktext: string[]; range: [number, number]; c2p(value: number): number }>;
  _fullData: { xaxis: string; yaxis: string; z: number[][] }[];
}

let plotly: Plotly | undefined;
let window: JSDOM["window"] | undefined;

/** plotly.js as a browser would run it; jsdom lacks a few things that it asks for on loading. */
function load(): { plotly: Plotly; document: Document } {
  if (!plotly || !window) {
    window = new JSDOM("<!doctype html><body></body>", { runScripts: "dangerously", pretendToBeVisual: true }).window;
    Object.assign(window, { TextDecoder, TextEncoder });
    window.URL.createObjectURL = () => "blob:none";
    // No canvas: null is what a browser without one answers, instead of jsdom's complaint.
    window.HTMLCanvasElement.prototype.getContext = () => null;
    const script = window.document.createElement("script");
    script.textContent = readFileSync(createRequire(import.meta.url).resolve("plotly.js-dist"), "utf8");
    window.document.head.appendChild(script);
    plotly = (window as unknown as { Plotly: Plotly }).Plotly;
  }
  return { plotly, document: window.document };
}

/** What plotly's own validator has against a figure. */
export function complaints({ data, layout }: Pick<Figure, "data" | "layout">): string[] {
  const copy = JSON.parse(JSON.stringify({ data, layout })) as Pick<Figure, "data" | "layout">;
  const messages = (load().plotly.validate(copy.data, copy.layout) ?? []).map(({ msg }) => msg);
  // What a slider does is an object, which the validator takes for changed since it was copied.
  return messages.filter((message) => !message.includes("(set to '[object Object]') got reset to '[object Object]'"));
}

/** The figure's axes and traces with plotly's defaults filled in; heat maps are made scatter, which needs no canvas. */
export async function drawn({ data, layout }: Pick<Figure, "data" | "layout">): Promise<Drawn> {
  const { plotly: library, document } = load();
  const element = document.createElement("div");
  document.body.appendChild(element);
  const axesOnly = data.map((trace) => {
    const { xaxis, yaxis } = trace as { xaxis?: string; yaxis?: string };
    return { type: "scatter", x: [0], y: [0], ...(xaxis ? { xaxis, yaxis } : {}) };
  });
  return library.newPlot(element, axesOnly, JSON.parse(JSON.stringify(layout)) as object);
}
