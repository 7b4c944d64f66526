/** What a chunk costs beside its bytes: without it, a trickle of one-byte chunks would hold far more memory than it is charged for. */
export const CHUNK_OVERHEAD = 256;

/** Chunks kept back, first in, first out, with what they cost. */
export class HeldQueue<T extends { readonly chunk: Buffer }> {
  #items: T[] = [];
  #head = 0;
  #held = 0;

  get held(): number {
    return this.#held;
  }

  get isEmpty(): boolean {
    return this.#head === this.#items.length;
  }

  add(item: T): void {
    this.#items.push(item);
    this.#held += item.chunk.length + CHUNK_OVERHEAD;
  }

  peek(): T | undefined {
    return this.#items[this.#head];
  }

  take(): T | undefined {
    const item = this.#items[this.#head];
    if (item === undefined) return undefined;
    this.#held -= item.chunk.length + CHUNK_OVERHEAD;
    this.#head += 1;
    // Cut off what was taken once it is most of the array: each element moves O(1) times.
    if (this.#head > 32 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  clear(): void {
    this.#items = [];
    this.#head = 0;
    this.#held = 0;
  }
}
