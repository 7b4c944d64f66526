/** An entry of the heap; `cancelled` ones stay until they surface. */
export interface Deadline {
  readonly dueMs: number;
  readonly wake: () => void;
  cancelled: boolean;
}

/** A binary min-heap by due time: O(log n) in and out. Entries due at the same time leave in no particular order. */
export class DeadlineHeap {
  readonly #entries: Deadline[] = [];

  add(entry: Deadline): void {
    const entries = this.#entries;
    let index = entries.length;
    entries.push(entry);
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = entries[parentIndex];
      if (parent === undefined || parent.dueMs <= entry.dueMs) break;
      entries[index] = parent;
      index = parentIndex;
    }
    entries[index] = entry;
  }

  /** The earliest that is not cancelled. */
  peek(): Deadline | undefined {
    while (this.#entries[0]?.cancelled === true) this.#removeFirst();
    return this.#entries[0];
  }

  /** Takes out the earliest if it is due at `nowMs`. */
  takeDue(nowMs: number): Deadline | undefined {
    const first = this.peek();
    if (first === undefined || first.dueMs > nowMs) return undefined;
    this.#removeFirst();
    return first;
  }

  #removeFirst(): void {
    const entries = this.#entries;
    const last = entries.pop();
    const size = entries.length;
    if (last === undefined || size === 0) return;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const right = left + 1;
      const leftEntry = entries[left];
      if (left >= size || leftEntry === undefined) break;
      const rightEntry = entries[right];
      const [childIndex, child] =
        rightEntry !== undefined && right < size && rightEntry.dueMs < leftEntry.dueMs ? [right, rightEntry] : [left, leftEntry];
      if (child.dueMs >= last.dueMs) break;
      entries[index] = child;
      index = childIndex;
    }
    entries[index] = last;
  }
}
