import { JSDOM } from "jsdom";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { heatmap, lines, nextTokenBars } from "byhand";
import { finish, LARGEST } from "../../course/notebooks/finish";
import { indexedPng } from "../../course/notebooks/indexedPng";
import { joined, type NotebookFile, type Output, PLOTLY } from "../../course/notebooks/notebookFile";
import { figureSvg } from "../../course/notebooks/pictures";
import { root } from "../../course/setup/paths";
import { notebookOf } from "./notebook";

const line = lines([{ name: "squares", x: [0, 1, 2], y: [0, 1, 4] }], { title: "Squares", x: "number", y: "its square" });

function having(...outputs: Output[]): NotebookFile {
  const notebook = notebookOf(["show();"]);
  notebook.cells[0]!.outputs = outputs;
  return notebook;
}
const shown = (data: Record<string, unknown>): Output => ({ output_type: "display_data", metadata: {}, data });
const said = (text: string): Output => ({ output_type: "stream", name: "stdout", text });
const outputs = (text: string): Output[] => (JSON.parse(text) as NotebookFile).cells[0]!.outputs!;

describe("static pictures", () => {
  it("stand beside the figure as a PNG of its size and proportions, and are not blank", async () => {
    const { text, problems } = await finish(having(shown({ [PLOTLY]: { data: line.data, layout: line.layout } })));
    expect(problems).toEqual([]);
    const { data } = outputs(text)[0]!;
    expect(data![PLOTLY]).toEqual({ data: line.data, layout: line.layout });
    const png = Buffer.from(data!["image/png"] as string, "base64");
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    const { width, height } = line.layout as { width: number; height: number };
    expect(png.readUInt32BE(16) / png.readUInt32BE(20)).toBeCloseTo(width / height, 1);
    expect(png.readUInt32BE(16)).toBeGreaterThanOrEqual(width);
    const [columns, rows] = [png.readUInt32BE(16), png.readUInt32BE(20)];
    const blank = indexedPng(new Uint8Array(4 * columns * rows).fill(255), columns, rows);
    expect(png.length).toBeGreaterThan(5 * blank.length);
  });

  it("carry title, axis names and numbers where they belong", async () => {
    const svg = await figureSvg(line);
    const texts = [...svg.matchAll(/<text[^>]*x="([\d.-]+)"[^>]*y="([\d.-]+)"[^>]*>([^<]+)</g)]
      .map(([, x, y, text]) => ({ x: Number(x), y: Number(y), text }));
    const of = (text: string): { x: number; y: number } => texts.find((it) => it.text === text)!;
    const { width, height } = line.layout as { width: number; height: number };
    expect(of("Squares").y).toBeLessThan(height / 4);
    expect(of("number").y).toBeGreaterThan(0.85 * height);
    expect(of("its square").x).toBeLessThan(0.1 * width);
    expect(texts.map(({ text }) => text)).toEqual(expect.arrayContaining(["0", "1", "2", "4"]));
  });

  it("show every character of a token as it is, those with a meaning in HTML too", async () => {
    const tokens = ["\"", "<b>", "&amp;", "$x$", "'"];
    const svg = await figureSvg(nextTokenBars([0.3, 0.25, 0.2, 0.15, 0.1], tokens));
    const shown = [...new JSDOM(svg, { contentType: "image/svg+xml" }).window.document.querySelectorAll("g.ytick text")];
    expect(shown.map(({ textContent }) => textContent?.trim())).toEqual(expect.arrayContaining(tokens));
  });

  it("show each cell of a heat map and each bar in its colour", async () => {
    const map = await figureSvg(heatmap([[0, 1], [2, 3]], { rows: ["a", "b"], columns: ["c", "d"] }));
    const image = /<image[^>]*href="data:image\/svg\+xml;base64,([^"]+)"/.exec(map)![1]!;
    const cells = [...Buffer.from(image, "base64").toString().matchAll(/<rect [^>]*fill="([^"]+)"/g)].map(([, fill]) => fill);
    expect(cells).toHaveLength(4);
    expect(new Set(cells).size).toBe(4);
    const bars = await figureSvg(nextTokenBars([0.7, 0.3], ["yes", "no"]));
    expect(bars.match(/<g class="point">/g)).toHaveLength(2);
  });
});

describe("a notebook to be committed", () => {
  it("has no terminal colours", async () => {
    const { text } = await finish(having(said("\u001b[31mred\u001b[0m\nplain\n"), shown({ "text/plain": "\u001b[1mbold\u001b[0m" })));
    expect(outputs(text).map((output) => joined(output.text ?? output.data!["text/plain"] as string[])))
      .toEqual(["red\nplain\n", "bold"]);
  });

  it("shows no path of this machine", async () => {
    const { problems } = await finish(having(said(`saved in ${join(root, ".cache", "model")}\n`)));
    expect(problems).toEqual([expect.stringMatching(/^cell 1 shows a path of this machine .*print it relative to the course$/)]);
    expect((await finish(having(said("saved in .cache/model\n")))).problems).toEqual([]);
  });

  it("is refused with its largest cells named where it is too large even with small pictures", async () => {
    const { problems } = await finish(having(said("x".repeat(LARGEST))));
    expect(problems).toEqual([expect.stringMatching(/^the notebook is larger than 500 KB .*\(cell 1: 500 KB\)/)]);
  });

  it("is refused where a figure cannot be drawn", async () => {
    const { problems } = await finish(having(shown({ [PLOTLY]: "no figure" })));
    expect(problems).toEqual([expect.stringMatching(/^cell 1: no static picture could be drawn/)]);
  });
});
