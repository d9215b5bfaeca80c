import { createRequire } from "node:module";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LiveComparison } from "../../../lib/plot";

type Data = Record<string, unknown>;
interface Sent { data: Data; update: boolean }

const KEY = "/anywhere/node_modules/tslab/dist/jupyter.js";
const cache = createRequire(import.meta.url).cache as Record<string, unknown>;
let sent: Sent[] = [];

beforeEach(() => {
  sent = [];
  const lastWriteDisplayData = ({ data }: { data: Data }, update = false): void => {
    sent.push(JSON.parse(JSON.stringify({ data, update })) as Sent);
  };
  cache[KEY] = { exports: { lastWriteDisplayData } };
});
afterEach(() => {
  delete cache[KEY];
});

/** Trains one model: `steps` steps, each of which takes `milliseconds`. */
function run(live: LiveComparison, name: string, { losses, tick }: { losses: number[]; tick: () => void }): void {
  const onProgress = live.of(name);
  for (let step = 1; step <= losses.length; step++) {
    onProgress({ step, steps: losses.length, losses: losses.slice(0, step) });
    tick();
  }
}

describe("LiveComparison", () => {
  it("shows every run's state, and the time that is left for those that have not begun too", () => {
    let time = 0;
    const live = new LiveComparison(["made before", "<first>", "second"], { now: () => time });
    live.add("made before", [3, 2]);
    const onProgress = live.of("<first>");
    onProgress({ step: 1, steps: 100, losses: [4] });
    time = 10_000;
    onProgress({ step: 50, steps: 100, losses: Array(50).fill(4) });
    const html = String(sent.at(-1)!.data["text/html"]);
    expect(html).toContain("about 30 s left"); // 50 steps took 10 s; 50 of this run and 100 of the next are left
    expect(html).toContain("made before: loss 2<");
    expect(html).toContain("&lt;first&gt;: step 50 of 100, loss 4<");
    expect(html).toContain("second: waiting<");
    expect(html.match(/<polyline/g)).toHaveLength(3);
  });

  it("repaints at most four times a second, and at the end of each run", () => {
    let time = 0;
    const live = new LiveComparison(["a", "b"], { now: () => time });
    for (const name of ["a", "b"]) run(live, name, { losses: Array(1000).fill(1), tick: () => { time += 0.1; } });
    expect(sent.map(({ update }) => update)).toEqual([false, true, true]); // at 0 ms, and at the two ends, 100 ms apart
  });

  it("ends with the line alone where no figure is wanted", () => {
    const live = new LiveComparison(["a"], { now: () => 0 });
    run(live, "a", { losses: [2, 1], tick: () => undefined });
    live.finish({ figure: false });
    const figures = sent.filter(({ data }) => Object.keys(data).some((kind) => kind.includes("plotly")));
    expect(figures).toEqual([]);
    expect(String(sent.at(-1)!.data["text/plain"])).toContain("1 of 1 models, 2 steps in");
  });

  it("ends with a line and a figure of all moving averages", () => {
    let time = 0;
    const live = new LiveComparison(["flat", "falling"], { title: "Two", now: () => time });
    run(live, "flat", { losses: Array(50).fill(3), tick: () => { time += 1000; } });
    run(live, "falling", { losses: Array.from({ length: 50 }, (_, i) => 3 - i / 25), tick: () => { time += 1000; } });
    live.finish();
    expect(sent.at(-2)!.data["text/plain"]).toBe("2 of 2 models, 100 steps in 1 min 40 s");
    const { data, layout } = sent.at(-1)!.data["application/vnd.plotly.v1+json"] as {
      data: { name: string; x: number[]; y: number[] }[]; layout: { title: { text: string } };
    };
    expect(layout.title.text).toBe("Two");
    // over 50 / 20 steps it keeps 0.6, and lags by 0.6 / 0.4 = 1.5 steps: 3 − (49 − 1.5) / 25
    expect(data.map(({ name, x, y }) => [name, x.at(-1), y[0], y.at(-1)])).toEqual([["flat", 50, 3, 3], ["falling", 50, 3, 1.1]]);
  });

  it("draws a run that broke as far as it goes, and says from which step on", () => {
    const live = new LiveComparison(["broken"], { now: () => 0 });
    live.of("broken")({ step: 4, steps: 4, losses: [2, 1, NaN, 7] });
    expect(String(sent.at(-1)!.data["text/html"])).toContain("broken: loss NaN from step 3 on<");
    live.finish();
    expect(sent.at(-2)!.data["text/plain"]).toContain('; "broken": the loss is NaN from step 3 on');
    const { data } = sent.at(-1)!.data["application/vnd.plotly.v1+json"] as { data: { y: number[] }[] };
    expect(data[0]!.y).toEqual([2, 1]);
  });

  it("leaves a run out of the figure that broke at its first step, and shows the others", () => {
    const live = new LiveComparison(["broken", "sound"], { now: () => 0 });
    live.of("broken")({ step: 1, steps: 1, losses: [Infinity] });
    live.of("sound")({ step: 1, steps: 1, losses: [2] });
    live.finish();
    expect(sent.at(-2)!.data["text/plain"]).toContain('"broken": the loss is Infinity from step 1 on');
    const { data } = sent.at(-1)!.data["application/vnd.plotly.v1+json"] as { data: { name: string }[] };
    expect(data.map(({ name }) => name)).toEqual(["sound"]);
  });

  it("is silent outside a notebook, and where nothing was trained", () => {
    new LiveComparison(["a"]).finish();
    delete cache[KEY];
    const live = new LiveComparison(["a"]);
    live.of("a")({ step: 1, steps: 1, losses: [1] });
    live.finish();
    expect(sent).toEqual([]);
  });

  it("refuses names that it can't tell apart or does not know", () => {
    expect(() => new LiveComparison([])).toThrow(/names is empty/);
    expect(() => new LiveComparison(["a", "b", "a"])).toThrow(/names holds "a" twice: each run needs a name of its own/);
    expect(() => new LiveComparison(["a", "b"]).of("c")).toThrow(/there is no run "c": there are a, b/);
  });
});
