const FREE = 0;
const WRITING = 1;
const SHUT = 2;

/**
 * Between two threads that write to one terminal: nothing of the drawing comes after the screen was given back. The main thread never waits
 * for a terminal that takes nothing (a line that hangs, a pager that is stopped): it only sees that somebody does.
 */
export class WriteGate {
  readonly buffer: SharedArrayBuffer;
  readonly #state: Int32Array;

  constructor(buffer = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) {
    this.buffer = buffer;
    this.#state = new Int32Array(buffer);
  }

  /** Runs `write`, unless the gate is shut. For the thread that draws. */
  pass(write: () => void): void {
    if (Atomics.compareExchange(this.#state, 0, FREE, WRITING) !== FREE) return;
    try {
      write();
    } finally {
      Atomics.compareExchange(this.#state, 0, WRITING, FREE);
      Atomics.notify(this.#state, 0);
    }
  }

  get isShut(): boolean {
    return Atomics.load(this.#state, 0) === SHUT;
  }

  /** For good. `false`: a write still waits for the terminal, after so many ms. */
  shut(waitMs: number): boolean {
    if (Atomics.compareExchange(this.#state, 0, FREE, SHUT) !== WRITING) return true;
    Atomics.wait(this.#state, 0, WRITING, waitMs);
    return Atomics.exchange(this.#state, 0, SHUT) !== WRITING;
  }
}
