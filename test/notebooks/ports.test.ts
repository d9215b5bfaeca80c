import { createHmac } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { executeNotebook, type RunReport } from "../../course/notebooks/execute";
import { root } from "../../course/setup/paths";
import { workFolder, writeNotebook } from "./notebook";

/** In the order in which Jupyter chooses them. */
const names = ["shell_port", "iopub_port", "stdin_port", "hb_port", "control_port"] as const;
type Connection = Record<(typeof names)[number], number> & { key: string };
interface Dealer {
  connect(address: string): void;
  send(frames: string[]): Promise<void>;
  receive(): Promise<Buffer[]>;
  close(): void;
}
const tslab = createRequire(join(root, "node_modules", "tslab", "package.json"));
const { Dealer } = tslab("zeromq") as { Dealer: new () => Dealer };

const folders = [workFolder(), workFolder()];
const [folder, other] = folders as [string, string];
const last = join(folder, "last");
afterAll(() => folders.forEach((path) => rmSync(path, { recursive: true, force: true })));

/** A cell that tells how its kernel is reached. */
const tell = (file: string): string => `import { copyFileSync, existsSync, renameSync } from "node:fs";
copyFileSync(process.argv.at(-1)!, "${file}.part");
renameSync("${file}.part", "${file}");`;
const toldIn = (file: string): Connection => JSON.parse(readFileSync(file, "utf8")) as Connection;
const portsOf = (connection: Connection): number[] => names.map((name) => connection[name]);

let report: Promise<RunReport>;
let first: Connection;

beforeAll(async () => {
  const file = join(folder, "connection");
  const busy = `while (!existsSync("${last}")) {
  console.log("busy");
  await new Promise((resolve) => setTimeout(resolve, 100));
}`;
  let ended = false;
  report = executeNotebook(writeNotebook(folder, [tell(file), busy])).finally(() => { ended = true; });
  while (!existsSync(file) && !ended) await wait(100);
  first = toldIn(file);
}, 600_000);

it.each([
  ["for the same channels", (ports: number[]) => ports],
  ["for other channels", ([shell, iopub, ...rest]: number[]) => [iopub, shell, ...rest]],
  ["for one channel", ([shell]: number[]) => [shell]],
])("a kernel that was given the ports of one that runs is started again with others: %s", async (_, given) => {
  const file = join(other, "connection");
  const { problem, cells } = await executeNotebook(writeNotebook(other, [tell(file)]), {
    environment: {
      PYTHONPATH: join(__dirname, "samePorts"), SAME_PORTS: given(portsOf(first)).join(","), PYTHONDONTWRITEBYTECODE: "1",
    },
  });
  expect(problem).toBeNull();
  expect(cells[0]!.stderr).toBe("");
  expect(portsOf(toldIn(file)).filter((port) => portsOf(first).includes(port))).toEqual([]);
}, 600_000);

it("a kernel does not notice in a cell what it hears that was meant for another", async () => {
  const dealer = new Dealer();
  dealer.connect(`tcp://127.0.0.1:${first.shell_port}`);
  const header = JSON.stringify({ msg_id: "1", msg_type: "kernel_info_request", session: "1", username: "", version: "5.3" });
  const signedWith = (key: string): string[] =>
    ["<IDS|MSG>", createHmac("sha256", key).update(`${header}{}{}{}`).digest("hex"), header, "{}", "{}", "{}"];
  await dealer.send(signedWith("another kernel's key"));
  await dealer.send(["", "ping"]);
  await dealer.send(signedWith(first.key));
  const [, , reply] = await dealer.receive(); // the only one, after the others in their order
  expect(JSON.parse(String(reply))).toMatchObject({ msg_type: "kernel_info_reply" });
  dealer.close();
  writeFileSync(last, "");
  const { problem, cells } = await report;
  expect(problem).toBeNull();
  expect(cells.map(({ status, stderr }) => [status, stderr])).toEqual([["ok", ""], ["ok", ""]]);
}, 600_000);
