import type { AboveFloor } from "./miniBert";
import type { Mode } from "./miniBertTasks";
import { mean } from "./rounds";

/** What was measured with one seed. */
export interface MiniBertRun {
  seed: number;
  /** of pretraining */
  seconds: number;
  losses: { tokens: AboveFloor; nextSentence: AboveFloor };
  tasks: Record<string, { score: number; ceiling: number; gapClosed: number; seconds: number }>;
  /** inference with fewer labels */
  curve: { labels: number; mode: Mode; score: number }[];
  /** right answers of linear probes, by layer */
  probes: Record<string, number[]>;
  twoButs: number;
  processesWaiting: number;
}

/** How much of the gap between a bag of words and perfect a task's score has to close. */
export const GAP_GOAL = 0.5;

const MODE_NAMES: Record<Mode, string> = { full: "pretrained", frozen: "pretrained and frozen", scratch: "from scratch" };

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
export const lossText = ({ loss, floor, standardError }: AboveFloor): string =>
  `${loss.toFixed(3)} (floor ${floor.toFixed(3)}, difference ± ${standardError.toFixed(3)})`;
export const isPossible = ({ loss, floor, standardError }: AboveFloor): boolean => loss >= floor - 3 * standardError;

/** The runs as rows of the table of measurements: the lowest and the highest of all seeds. */
export function rowsOf(runs: readonly MiniBertRun[]) {
  const curve = [...new Set(runs.flatMap((one) => one.curve.map(({ labels }) => labels)))];
  const labels = Math.max(...curve);
  const seeds = `mini-BERT, ${runs.length} seeds`;
  const lossRow = (what: string, kind: keyof MiniBertRun["losses"]) => ({
    what: `${seeds}: ${what} loss on fresh text, in nats (goal: not below the floor by more than 3 standard errors)`,
    measured: runs.map(({ losses }) => lossText(losses[kind])).join("; "),
    goal: "≥ the floor − 3 standard errors",
    met: runs.every(({ losses }) => isPossible(losses[kind])),
  });
  const taskRow = (name: string) => {
    const each = runs.map(({ tasks }) => tasks[name]!);
    const gaps = each.map(({ gapClosed }) => gapClosed);
    return {
      what: `${seeds}: ${name}, ${labels} labels (goal: at least half of the gap between a bag of words and perfect)`,
      measured: `${range(each.map(({ score }) => score))} (bag of words ${range(each.map(({ ceiling }) => ceiling))}); ` +
        `at least ${percent(Math.min(...gaps))} of the gap`,
      goal: `≥ ${percent(GAP_GOAL)} of the gap`,
      met: gaps.every((gap) => gap >= GAP_GOAL),
    };
  };
  const meanScore = (count: number, wanted: Mode): number => mean(runs.flatMap((one) =>
    one.curve.filter(({ labels: given, mode }) => given === count && mode === wanted).map(({ score }) => score)));
  const probeRow = (name: string) => ({
    what: `${seeds}: a linear probe for "${name}", right answers without a block and after each`,
    measured: runs[0]!.probes[name]!.map((_, layer) => range(runs.map(({ probes }) => probes[name]![layer]!))).join(", "),
  });
  return [
    lossRow("masked-token", "tokens"),
    lossRow("next-sentence", "nextSentence"),
    ...Object.keys(runs[0]!.tasks).map(taskRow),
    {
      what: `${seeds}: inference with ${curve.join(", ")} labels, means`,
      measured: (Object.keys(MODE_NAMES) as Mode[])
        .map((mode) => `${MODE_NAMES[mode]} ${curve.map((count) => percent(meanScore(count, mode))).join(", ")}`).join("; "),
    },
    ...Object.keys(runs[0]!.probes).map(probeRow),
    { what: `${seeds}: sentiment with two "but", which no label had`, measured: range(runs.map(({ twoButs }) => twoButs)) },
  ];
}

const range = (values: number[]): string => {
  const [low, high] = [percent(Math.min(...values)), percent(Math.max(...values))];
  return low === high ? low : `${low} to ${high}`;
};
