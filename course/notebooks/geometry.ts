/** A rectangle by its corners. */
export interface Box { left: number; top: number; right: number; bottom: number }
interface Point { x: number; y: number }
/** x' = a·x + c·y + e, y' = b·x + d·y + f, as in SVG. */
type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** Widths of the letters from space to ~ in DejaVu Sans 2.37, in hundredths of the font size. */
const WIDTHS = ("32 40 46 84 64 95 78 27 39 39 50 84 32 36 32 34 64 64 64 64 64 64 64 64 64 64 34 34 84 84 84 53 100 68 69 " +
  "70 77 63 58 77 75 29 29 66 56 86 75 79 60 79 69 63 61 73 68 99 69 61 69 39 34 39 84 50 50 61 63 55 63 62 35 63 63 28 " +
  "28 58 28 97 63 61 63 63 41 52 39 63 59 82 59 59 52 64 34 64 84").split(" ").map(Number);
const OTHER_LETTER = 64, BOLD = 1.1;
const EMPTY: Box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

/** What jsdom cannot tell: the box around an SVG element in its own coordinates; texts are estimated by their letters. */
export function boxOf(element: Element): Box {
  const box = ownBox(element);
  return box.left <= box.right ? box : { left: 0, top: 0, right: 0, bottom: 0 };
}

/** The same in the coordinates of the picture: turned and moved as its transforms say. */
export function boxInPicture(element: Element): Box {
  let box = boxOf(element);
  for (let node: Element | null = element; node && node.tagName !== "svg"; node = node.parentElement) {
    box = moved(box, transform(node));
  }
  return box;
}

/** How wide a text is when set at `size` in plain letters. */
function textWidth(text: string, size: number): number {
  return size / 100 * [...text].reduce((sum, letter) => sum + (WIDTHS[letter.charCodeAt(0) - 32] ?? OTHER_LETTER), 0);
}

function ownBox(element: Element): Box {
  const number = (name: string): number => Number.parseFloat(element.getAttribute(name) ?? "0") || 0;
  const sized = (left: number, top: number, width: number, height: number): Box =>
    ({ left, top, right: left + width, bottom: top + height });
  switch (element.tagName) {
    case "text": return textBox(element);
    case "rect": case "image": case "svg": return sized(number("x"), number("y"), number("width"), number("height"));
    case "circle": return sized(number("cx") - number("r"), number("cy") - number("r"), 2 * number("r"), 2 * number("r"));
    case "line": return united([sized(number("x1"), number("y1"), 0, 0), sized(number("x2"), number("y2"), 0, 0)]);
    case "path": return united(pathPoints(element).map(({ x, y }) => sized(x, y, 0, 0)));
    case "defs": case "clipPath": return EMPTY;
    default: return united([...element.children].map((child) => moved(ownBox(child), transform(child))));
  }
}

function textBox(text: Element): Box {
  const size = Number.parseFloat(inherited(text, "font-size") ?? "12");
  const found = [...text.querySelectorAll("tspan.line")];
  const lines = found.length > 0 ? found : [text];
  const width = Math.max(...lines.map((line) => textWidth(line.textContent ?? "", size) * (isBold(line) ? BOLD : 1)));
  const x = Number.parseFloat(text.getAttribute("x") ?? "0") || 0;
  const y = Number.parseFloat(text.getAttribute("y") ?? "0") || 0;
  const anchor = inherited(text, "text-anchor");
  const left = x - (anchor === "middle" ? width / 2 : anchor === "end" ? width : 0);
  return { left, right: left + width, top: y - 0.93 * size, bottom: y + 0.24 * size + 1.3 * size * (lines.length - 1) };
}

function isBold(text: Element): boolean {
  return inherited(text, "font-weight") === "bold" || text.querySelector("[style*='font-weight']") !== null;
}

/** A style of the element or of the nearest one around it. */
function inherited(element: Element, name: string): string | undefined {
  for (let node: Element | null = element; node; node = node.parentElement) {
    const found = new RegExp(`(?:^|[; ])${name}:\\s*([^;]+)`).exec(node.getAttribute("style") ?? "")?.[1]
      ?? node.getAttribute(name);
    if (found) return found.trim();
  }
  return undefined;
}

/** The end points of a path's pieces, which are what plotly's axes, bars, lines and arrows consist of. */
function pathPoints(element: Element): Point[] {
  const points: Point[] = [];
  let [x, y] = [0, 0];
  for (const [, command = "", rest = ""] of (element.getAttribute("d") ?? "").matchAll(/([a-zA-Z])([^a-zA-Z]*)/g)) {
    const numbers = (rest.match(/-?\d*\.?\d+(?:e-?\d+)?/gi) ?? []).map(Number);
    const relative = command === command.toLowerCase();
    const step = { H: 1, V: 1, A: 7, C: 6, Q: 4, S: 4 }[command.toUpperCase()] ?? 2;
    for (let i = 0; i + step <= numbers.length; i += step) {
      const piece = numbers.slice(i, i + step);
      const [dx, dy] = relative ? [x, y] : [0, 0];
      if (command.toUpperCase() === "H") x = piece[0]! + dx;
      else if (command.toUpperCase() === "V") y = piece[0]! + dy;
      else [x, y] = [piece[step - 2]! + dx, piece[step - 1]! + dy];
      points.push({ x, y });
    }
  }
  return points;
}

/** The length of a path whose pieces are straight. */
export function pathLength(path: Element): number {
  const points = pathPoints(path);
  return points.slice(1).reduce((sum, { x, y }, i) => sum + Math.hypot(x - points[i]!.x, y - points[i]!.y), 0);
}

/** The point at `length` along such a path. */
export function pointAlong(path: Element, length: number): Point {
  const points = pathPoints(path);
  let left = Math.max(0, length);
  for (let i = 1; i < points.length; i++) {
    const [from, to] = [points[i - 1]!, points[i]!];
    const piece = Math.hypot(to.x - from.x, to.y - from.y);
    if (left <= piece && piece > 0) {
      return { x: from.x + (to.x - from.x) * left / piece, y: from.y + (to.y - from.y) * left / piece };
    }
    left -= piece;
  }
  return points.at(-1) ?? { x: 0, y: 0 };
}

function united(boxes: readonly Box[]): Box {
  return boxes.reduce((all, box) => ({
    left: Math.min(all.left, box.left), top: Math.min(all.top, box.top),
    right: Math.max(all.right, box.right), bottom: Math.max(all.bottom, box.bottom),
  }), EMPTY);
}

function moved(box: Box, [a, b, c, d, e, f]: Matrix): Box {
  if (box.left > box.right) return box;
  const corners = [[box.left, box.top], [box.right, box.top], [box.left, box.bottom], [box.right, box.bottom]] as const;
  const [xs, ys] = [corners.map(([x, y]) => a * x + c * y + e), corners.map(([x, y]) => b * x + d * y + f)];
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

function transform(element: Element): Matrix {
  let all = IDENTITY;
  for (const [, kind, list = ""] of (element.getAttribute("transform") ?? "").matchAll(/(\w+)\(([^)]*)\)/g)) {
    const [p = 0, q, r] = list.split(/[\s,]+/).filter(Boolean).map(Number);
    if (kind === "translate") all = product(all, [1, 0, 0, 1, p, q ?? 0]);
    else if (kind === "scale") all = product(all, [p, 0, 0, q ?? p, 0, 0]);
    else if (kind === "rotate") {
      const [cos, sin] = [Math.cos(p * Math.PI / 180), Math.sin(p * Math.PI / 180)];
      const [x, y] = [q ?? 0, r ?? 0];
      all = product(all, [cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y]);
    }
  }
  return all;
}

function product([a, b, c, d, e, f]: Matrix, [g, h, i, j, k, l]: Matrix): Matrix {
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
}
