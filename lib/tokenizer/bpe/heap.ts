/**
 * A binary heap: hands out its numbers in the order that `before` tells, each in time log n.
 *
 * A tree in an array: the children of place i are 2i + 1 and 2i + 2, and no child is before its parent.
 */
export class Heap {
  private readonly items: number[] = [];

  /** @param before whether a comes out before b */
  constructor(private readonly before: (a: number, b: number) => boolean) {}

  push(item: number): void {
    const { items, before } = this;
    let at = items.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(item, items[parent])) break;
      items[at] = items[parent];
      at = parent;
    }
    items[at] = item;
  }

  /** The first of all, taken out; undefined where none is left. */
  pop(): number | undefined {
    const { items, before } = this;
    const first = items[0];
    const item = items.pop();
    if (item === undefined || items.length === 0) return item;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && before(items[child + 1], items[child])) child++;
      if (!before(items[child], item)) break;
      items[at] = items[child];
      at = child;
    }
    items[at] = item;
    return first;
  }
}
