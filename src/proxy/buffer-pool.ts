/** How many small buffers are kept for later: 8 MB. */
const MOST_KEPT = 512;
const SMALL = 16 * 1024;
/** Large reads are worth their memory while connections are few. */
const FEW_CONNECTIONS = 128;
const MEDIUM = 64 * 1024;
const LARGE = 256 * 1024;

/** Read buffers of all connections. Allocating two for every short connection would cost a fifth of its CPU in garbage collection. */
export class BufferPool {
  readonly #kept: Buffer[] = [];

  /** Room for the requests and answers of most protocols; a thousand idle connections hold 32 MB. */
  takeSmall(): Buffer {
    return this.#kept.pop() ?? Buffer.allocUnsafeSlow(SMALL);
  }

  /** Only a buffer that nobody reads or writes any more. */
  giveBack(buffer: Buffer): void {
    if (buffer.length === SMALL && this.#kept.length < MOST_KEPT) this.#kept.push(buffer);
  }

  /** To what size the buffer of a direction may grow that fills it with every read. */
  largestFor(connections: number): number {
    return connections <= FEW_CONNECTIONS ? LARGE : MEDIUM;
  }
}
