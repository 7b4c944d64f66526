import type { OnReadOpts, Socket } from 'node:net';
import type { ServerContext } from './server-context.ts';

/** How many buffers may wait for a destination at a time; then the source waits. */
const MOST_PINNED = 2;
const NONE = Buffer.alloc(0);

/**
 * Reads a socket into buffers that are used again and again: Node's own way allocates 64 KiB for every read, and the garbage collector
 * takes half of a bulk transfer's CPU. A buffer that a destination could not take whole at once is pinned until it has.
 */
export class SocketReader {
  /** For the socket's constructor. */
  readonly onread: OnReadOpts;
  readonly #context: ServerContext;
  #buffer: Buffer;
  #spare: Buffer | null = null;
  #socket: Socket | null = null;
  #consume: (view: Buffer) => boolean = () => false;
  #pinned = 0;
  #pinCurrent = false;

  constructor(context: ServerContext) {
    this.#context = context;
    this.#buffer = context.buffers.takeSmall();
    this.onread = { buffer: () => this.#buffer, callback: (length) => this.#onRead(length) };
  }

  /**
   * From here on bytes flow to `consume`, which answers whether it can take more; a view is its to use until it returns, unless it
   * pins it. `reusing`: the socket was made with `onread`. Called again, it goes on with another `consume`.
   */
  start(socket: Socket, reusing: boolean, consume: (view: Buffer) => boolean): void {
    const isFirst = this.#socket === null;
    this.#socket = socket;
    this.#consume = consume;
    if (isFirst && !reusing) {
      socket.on('data', (chunk: Buffer) => {
        if (!this.#consume(chunk) || this.isFull) socket.pause();
      });
    }
    socket.resume();
  }

  /** Too many buffers wait for the destination. */
  get isFull(): boolean {
    return this.#pinned >= MOST_PINNED;
  }

  /** Called while consuming: the view is needed until the returned function is called. */
  pin(): () => void {
    this.#pinned += 1;
    this.#pinCurrent = true;
    const buffer = this.#buffer;
    return () => {
      this.#pinned -= 1;
      if (buffer.length >= (this.#spare?.length ?? 0)) this.#spare = buffer;
    };
  }

  resume(): void {
    this.#socket?.resume();
  }

  /** Both sockets are closed: nothing is read into the buffers any more, nothing written out of them. */
  giveBack(): void {
    this.#context.buffers.giveBack(this.#buffer);
    if (this.#spare !== null) this.#context.buffers.giveBack(this.#spare);
    this.#spare = null;
    this.#buffer = NONE;
  }

  #onRead(length: number): boolean {
    const buffer = this.#buffer;
    const isWhole = length === buffer.length;
    const goOn = this.#consume(isWhole ? buffer : buffer.subarray(0, length));
    if (this.#pinCurrent) {
      this.#pinCurrent = false;
      this.#buffer = this.#spare ?? Buffer.allocUnsafeSlow(buffer.length);
      this.#spare = null;
    } else if (isWhole) {
      const { buffers, load } = this.#context;
      const largest = buffers.largestFor(load.connections);
      if (length < largest) this.#buffer = Buffer.allocUnsafeSlow(largest);
    }
    return goOn && !this.isFull;
  }
}
