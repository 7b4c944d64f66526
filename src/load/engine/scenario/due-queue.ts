/** Things to be done at times, the earliest first: a binary heap. */
export class DueQueue<Item extends { readonly dueUs: number }> implements Iterable<Item> {
  readonly #heap: Item[] = [];

  get size(): number {
    return this.#heap.length;
  }

  /** `Infinity`: there is none. */
  get nextUs(): number {
    return this.#heap[0]?.dueUs ?? Infinity;
  }

  [Symbol.iterator](): Iterator<Item> {
    return this.#heap[Symbol.iterator]();
  }

  push(item: Item): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(item);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || above.dueUs <= item.dueUs) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = item;
  }

  /** The earliest. */
  pop(): Item | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      const left = heap[2 * at + 1];
      const right = heap[2 * at + 2];
      const smaller = right !== undefined && left !== undefined && right.dueUs < left.dueUs ? right : left;
      if (smaller === undefined || smaller.dueUs >= last.dueUs) break;
      heap[at] = smaller;
      at = smaller === left ? 2 * at + 1 : 2 * at + 2;
    }
    heap[at] = last;
    return first;
  }
}
