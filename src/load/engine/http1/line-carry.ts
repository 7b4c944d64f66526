const FIRST_CAPACITY = 256;

/** The beginning of a line whose end is in a later read. Most connections never need it, so it holds no memory until then. */
export class LineCarry {
  bytes: Uint8Array = new Uint8Array(0);
  length = 0;

  /** The caller bounds the total: the head limit. */
  append(from: Uint8Array, start: number, end: number): void {
    const needed = this.length + end - start;
    if (needed > this.bytes.length) {
      const grown = new Uint8Array(Math.max(FIRST_CAPACITY, needed, this.bytes.length * 2));
      grown.set(this.bytes.subarray(0, this.length));
      this.bytes = grown;
    }
    this.bytes.set(from.subarray(start, end), this.length);
    this.length = needed;
  }

  clear(): void {
    this.length = 0;
  }
}
