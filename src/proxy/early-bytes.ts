import type { Endpoint } from './link.ts';
import type { Scheduler } from './scheduler.ts';

/** What a client may send before it is made to wait; then its leaving is not seen either. */
const MOST_HELD = 64 * 1024;
/** Between the last byte of a client that half-closes and its FIN. Who runs out of patience waits for longer. */
const HALF_CLOSE_MS = 50;

/**
 * What a client sends while it waits for its upstream. It is read for the sake of what comes after it: only a socket that is read tells
 * of a reset, or of an end. An end alone is what `close` and `shutdown` both look like from here. One that comes with the connection or
 * with its last bytes is taken for a half-close, whose client still waits for an answer; a later one for a client that gave up, whose
 * request nobody must see any more: its socket is destroyed, as the error of a reset does by itself.
 */
export class EarlyBytes {
  readonly #scheduler: Scheduler;
  #chunks: Buffer[] = [];
  #held = 0;
  #lastMs = 0;
  #stop = (): void => undefined;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** Reads until `take`. */
  collect({ socket, reader, reusing }: Endpoint): void {
    this.#lastMs = this.#scheduler.now();
    const onEnd = (): void => {
      if (this.#scheduler.now() - this.#lastMs > HALF_CLOSE_MS) socket.destroy();
    };
    socket.on('end', onEnd);
    this.#stop = () => {
      socket.off('end', onEnd);
      socket.pause();
    };
    reader.start(socket, reusing, (view) => {
      this.#chunks.push(Buffer.from(view));
      this.#held += view.length;
      this.#lastMs = this.#scheduler.now();
      return this.#held < MOST_HELD;
    });
  }

  /** What came so far, in order; the reader is the caller's from here on. */
  take(): readonly Buffer[] {
    this.#stop();
    const chunks = this.#chunks;
    this.#chunks = [];
    return chunks;
  }
}
