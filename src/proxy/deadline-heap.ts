/** So few cancelled entries may lie around. */
const MOST_CANCELLED = 256;

/** An entry of the heap. */
export interface Deadline {
  readonly dueMs: number;
  readonly wake: () => void;
  cancelled: boolean;
}

/** A binary min-heap by due time: O(log n) in and out. Entries due at the same time leave in no particular order. */
export class DeadlineHeap {
  #entries: Deadline[] = [];
  #cancelled = 0;

  /** Entries kept, cancelled ones included. */
  get size(): number {
    return this.#entries.length;
  }

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

  /**
   * It will not be given out. Cancelled entries stay until they surface or are more than half of all: a connection that closes must not
   * be remembered for the hour that its toxic would have waited.
   */
  cancel(entry: Deadline): void {
    if (entry.cancelled) return;
    entry.cancelled = true;
    this.#cancelled += 1;
    if (this.#cancelled <= MOST_CANCELLED || this.#cancelled * 2 <= this.#entries.length) return;
    const kept = this.#entries.filter((each) => !each.cancelled);
    this.#entries = [];
    this.#cancelled = 0;
    for (const each of kept) this.add(each);
  }

  /** The earliest that is not cancelled. */
  peek(): Deadline | undefined {
    while (this.#entries[0]?.cancelled === true) {
      this.#removeFirst();
      this.#cancelled -= 1;
    }
    return this.#entries[0];
  }

  /** Takes out the earliest if it is due at `nowMs`. */
  takeDue(nowMs: number): Deadline | undefined {
    const first = this.peek();
    if (first === undefined || first.dueMs > nowMs) return undefined;
    this.#removeFirst();
    // It is out: a cancel that comes now has nothing to count.
    first.cancelled = true;
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
