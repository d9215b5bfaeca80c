import { createRequire } from "node:module";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lines, liveHtml, LiveLossCurve, show, showHtml } from "../../../lib/plot";

type Data = Record<string, unknown>;
interface Sent { data: Data; metadata: Data; transient: { display_id?: string }; update: boolean }

const KEY = "/anywhere/node_modules/tslab/dist/jupyter.js";
const cache = createRequire(import.meta.url).cache as Record<string, unknown>;
let sent: Sent[] = [];

/** What tslab's kernel has loaded, as far as displays are concerned. */
function enterNotebook(): void {
  const lastWriteDisplayData = (message: Omit<Sent, "update">, update = false): void => {
    sent.push(JSON.parse(JSON.stringify({ ...message, update })) as Sent);
  };
  cache[KEY] = { exports: { lastWriteDisplayData } };
}

beforeEach(() => {
  sent = [];
  enterNotebook();
});
afterEach(() => {
  delete cache[KEY];
});

describe("show()", () => {
  it("sends one output: plotly as an object, and the text alternative as text and as alt of any picture", () => {
    const figure = lines([{ name: "a", y: [1, 2] }]);
    show(figure);
    expect(sent).toHaveLength(1);
    expect(Object.keys(sent[0].data).sort()).toEqual(["application/vnd.plotly.v1+json", "text/plain"]);
    expect(sent[0].data["application/vnd.plotly.v1+json"]).toMatchObject({ data: figure.data, layout: figure.layout });
    expect(sent[0].data["text/plain"]).toBe(figure.alt);
    expect(sent[0].metadata).toEqual({ alt: figure.alt });
  });

  it("does nothing outside a notebook", () => {
    delete cache[KEY];
    show(lines([{ name: "a", y: [1, 2] }]));
    showHtml("<b>x</b>", "x");
    liveHtml().update("x");
    expect(sent).toEqual([]);
  });
});

describe("liveHtml()", () => {
  it("sends once and then repaints the same output until it is done", () => {
    const live = liveHtml();
    live.update("<i>1</i>", "1");
    live.update("<i>2</i>", "2");
    live.done();
    live.update("<i>3</i>", "3");
    expect(sent.map(({ update }) => update)).toEqual([false, true]);
    expect(sent.map(({ data }) => data["text/html"])).toEqual(["<i>1</i>", "<i>2</i>"]);
    expect(new Set(sent.map(({ transient }) => transient.display_id)).size).toBe(1);
  });

  it("stays with the cell that painted first when a later cell has begun", () => {
    const live = liveHtml();
    live.update("1");
    const fromFirstCell = sent;
    sent = [];
    cache[KEY] = { exports: { lastWriteDisplayData: () => sent.push({} as Sent) } }; // the next cell's writer
    live.update("2");
    expect(sent).toHaveLength(1); // written through the first cell's function, which appends here
    expect(sent[0].update).toBe(true);
    expect(fromFirstCell).toHaveLength(1);
  });
});

describe("LiveLossCurve", () => {
  const progress = (step: number, losses: number[]) => ({
    step, steps: 1000, loss: losses[step - 1], losses: losses.slice(0, step), validation: [{ step: 1, loss: 4.2 }],
    secondsLeft: 75, tokensPerSecond: 19_123,
  });
  const losses = Array.from({ length: 1000 }, (_, i) => 1 + 3 / (1 + i / 50));

  it("repaints at most four times a second however many steps pass, and at the last step", () => {
    let time = 0;
    const curve = new LiveLossCurve({ now: () => time });
    for (let step = 1; step <= 1000; step++) {
      curve.update(progress(step, losses));
      time += 2.01; // 1000 steps in 2.01 s
    }
    expect(sent.length).toBe(9); // eight quarters of a second have begun by step 1000, and the last step
    expect(sent.at(-1)?.data["text/html"]).toContain("step 1000 of 1000");
  });

  it("shows step, loss, held-out loss, time left and speed", () => {
    new LiveLossCurve({ floor: 1, now: () => 0 }).update(progress(400, losses));
    expect(sent[0].data["text/plain"]).toBe(
      "step 400 of 1000 · loss 1.33 · held-out 4.2 · 1 min 15 s left · 19\u202f000 tokens/s",
    );
    expect(sent[0].data["text/html"]).toContain("width:40.0%");
    expect(sent[0].data["text/html"]).toContain("entropy of the text: 1<");
  });

  it("ends with a line in the live picture's place and the figure after it", () => {
    let time = 0;
    const curve = new LiveLossCurve({ floor: 1, now: () => time });
    curve.update(progress(600, losses));
    time = 90_000;
    curve.finish();
    expect(sent.map(({ update }) => update)).toEqual([false, true, false]);
    expect(sent[1].data["text/plain"]).toBe("600 steps (stopped before 1000) in 1 min 30 s, 19\u202f000 tokens/s");
    expect(Object.keys(sent[2].data)).toContain("application/vnd.plotly.v1+json");
  });

  it("survives a loss that became NaN: it says from which step, and draws the part before", () => {
    const broken = [4, 3, NaN, NaN];
    const curve = new LiveLossCurve({ now: () => 0 });
    curve.update(progress(4, broken));
    curve.finish();
    expect(sent[1].data["text/plain"]).toContain("the loss is NaN from step 3 on: try a smaller learning rate");
    expect(sent[2].data["text/plain"]).toContain("over 2 steps");
  });

  it("is silent outside a notebook", () => {
    delete cache[KEY];
    const curve = new LiveLossCurve();
    curve.update(progress(1, losses));
    curve.finish();
    expect(sent).toEqual([]);
  });
});
