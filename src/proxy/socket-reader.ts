import type { OnReadOpts, Socket } from 'node:net';
import type { ServerLoad } from './server-context.ts';

/** Room for the requests and answers of most protocols; a thousand idle connections take 32 MB. */
const SMALL_BUFFER = 16 * 1024;
/** How many buffers may wait for a destination at a time; then the source waits. */
const MOST_PINNED = 2;

/**
 * Reads a socket into buffers that are used again and again: Node's own way allocates 64 KiB for every read, and the garbage collector
 * takes half of a bulk transfer's CPU. A buffer that a destination could not take whole at once is pinned until it has.
 */
export class SocketReader {
  /** For the socket's constructor. */
  readonly onread: OnReadOpts;
  readonly #load: ServerLoad;
  #buffer: Buffer = Buffer.allocUnsafeSlow(SMALL_BUFFER);
  #spare: Buffer | null = null;
  #socket: Socket | null = null;
  #consume: (view: Buffer) => boolean = () => false;
  #pinned = 0;
  #pinCurrent = false;

  constructor(load: ServerLoad) {
    this.#load = load;
    this.onread = { buffer: () => this.#buffer, callback: (length) => this.#onRead(length) };
  }

  /**
   * From here on bytes flow to `consume`, which answers whether it can take more; a view is its to use until it returns, unless it
   * pins it. `reusing`: the socket was made with `onread`.
   */
  start(socket: Socket, reusing: boolean, consume: (view: Buffer) => boolean): void {
    this.#socket = socket;
    this.#consume = consume;
    if (!reusing) {
      socket.on('data', (chunk: Buffer) => {
        if (!consume(chunk) || this.isFull) socket.pause();
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

  #onRead(length: number): boolean {
    const buffer = this.#buffer;
    const isWhole = length === buffer.length;
    const goOn = this.#consume(isWhole ? buffer : buffer.subarray(0, length));
    if (this.#pinCurrent) {
      this.#pinCurrent = false;
      this.#buffer = this.#spare ?? Buffer.allocUnsafeSlow(buffer.length);
      this.#spare = null;
    } else if (isWhole && length < this.#load.readBufferSize()) {
      this.#buffer = Buffer.allocUnsafeSlow(this.#load.readBufferSize());
    }
    return goOn && !this.isFull;
  }
}
