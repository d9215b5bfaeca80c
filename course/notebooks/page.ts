/**
 * What runs inside JupyterLab's page: these functions travel there as text, so each stands alone. They only look; what a
 * person would do (menus, the Stop button, scrolling) is done from outside by mouse.
 */

interface LabCell {
  node: { querySelectorAll(selector: string): ArrayLike<Drawing> };
  model: {
    type: string;
    sharedModel: { source: string; getMetadata(name: string): unknown };
    outputs?: { toJSON(): { data?: Record<string, unknown>; text?: string | string[] }[] };
  };
}
interface Drawing { getBoundingClientRect(): { width: number; height: number } }
interface Kernel {
  id: string;
  status: string;
  anyMessage: { connect(slot: (sender: unknown, message: KernelMessage) => void): void };
}
interface KernelMessage {
  direction: string;
  msg: { header: { msg_type: string }; content: { status?: string; execution_count?: number } };
}
interface Panel {
  content: { widgets: LabCell[]; activeCellIndex: number; scrollToItem(index: number, align?: string): Promise<void> };
  sessionContext: { session: { kernel: Kernel | null } | null; shutdown(): Promise<void> };
}
export interface Seen {
  /** The kernel's answers to all cells so far: "ok" or not. */
  replies: string[];
  kernelId: string;
  busy: boolean;
}
interface Window {
  jupyterapp: { shell: { currentWidget: Panel | null } };
  replies?: string[];
}
declare const window: Window;

/** Whether a notebook is open and its kernel waits for work; from the first time on, the kernel's answers are noted. */
export function ready(): boolean {
  const kernel = window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel;
  if (!kernel || kernel.status !== "idle") return false;
  if (!window.replies) {
    const replies: string[] = (window.replies = []);
    kernel.anyMessage.connect((_, { direction, msg }) => {
      if (direction === "recv" && msg.header.msg_type === "execute_reply") replies.push(msg.content.status ?? "no status");
    });
  }
  return true;
}

export function seen(): Seen {
  const kernel = window.jupyterapp.shell.currentWidget!.sessionContext.session!.kernel!;
  return { replies: [...window.replies!], kernelId: kernel.id, busy: kernel.status === "busy" };
}

/** Positions of the code cells that have code, in order, with their tags, first lines and outputs. */
export function codeCells(): { index: number; tags: string[]; firstLine: string; figures: number; text: string }[] {
  return window.jupyterapp.shell.currentWidget!.content.widgets.flatMap(({ model }, index) => {
    if (model.type !== "code" || model.sharedModel.source.trim() === "") return [];
    const outputs = model.outputs?.toJSON() ?? [];
    return [{
      index,
      tags: (model.sharedModel.getMetadata("tags") as string[] | undefined) ?? [],
      firstLine: model.sharedModel.source.split("\n")[0] ?? "",
      figures: outputs.filter(({ data }) => data && "application/vnd.plotly.v1+json" in data).length,
      text: outputs.map(({ text }) => (Array.isArray(text) ? text.join("") : text ?? "")).join(""),
    }];
  });
}

/** Makes a cell the chosen one and brings it into view. */
export async function choose(index: number): Promise<void> {
  const { content } = window.jupyterapp.shell.currentWidget!;
  content.activeCellIndex = index;
  await content.scrollToItem(index, "start");
}

/** How many figures of a cell, which must be in view, are drawn: an SVG or canvas with a size. */
export function drawnFigures(index: number): number {
  const { node } = window.jupyterapp.shell.currentWidget!.content.widgets[index]!;
  const plots = node.querySelectorAll(".js-plotly-plot .main-svg:first-of-type, .js-plotly-plot canvas");
  return Array.from(plots).filter((plot) => {
    const { width, height } = plot.getBoundingClientRect();
    return width > 20 && height > 20;
  }).length;
}

export function shutDown(): Promise<void> {
  return window.jupyterapp.shell.currentWidget!.sessionContext.shutdown();
}
