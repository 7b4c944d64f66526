import type { Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseAddress } from './address.ts';
import { ApiError } from './api-error.ts';
import { DeafListener } from './deaf-listener.ts';
import { listenOn } from './listen-on.ts';

/** Before each further attempt to open a port that was open before. */
const REOPEN_PAUSES_MS = [50, 200, 500];

/** The listening port of a proxy: closed, open, or deaf (open, but no handshake is completed). Changes take turns. */
export class Door {
  readonly #onClient: (client: Socket) => void;
  readonly #deafListener: URL;
  #wanted: 'closed' | 'open' | 'deaf' = 'closed';
  #server: Server | null = null;
  #deaf: DeafListener | null = null;
  /** Ends when the last change is done, whatever came of it. */
  #turn: Promise<unknown> = Promise.resolve();

  /** @param deafListener the module `deaf-listener.main` */
  constructor(onClient: (client: Socket) => void, deafListener: URL) {
    this.#onClient = onClient;
    this.#deafListener = deafListener;
  }

  get isClosed(): boolean {
    return this.#wanted === 'closed';
  }

  /** Listens on `host:port`; returns the real address. Throws an ApiError (500) with the reason, and is closed then. */
  open(listen: string, deaf: boolean): Promise<string> {
    this.#wanted = deaf ? 'deaf' : 'open';
    return this.#inTurn(async () => {
      try {
        const bound = await this.#listen(listen);
        if (this.#wanted === 'deaf') await this.#deafen(bound);
        return bound;
      } catch (error) {
        this.#wanted = 'closed';
        throw error;
      }
    });
  }

  /**
   * Changes between open and deaf; nothing where the door is closed. For some milliseconds between the two the port refuses. A port that
   * cannot be made deaf is open again when this rejects, and only where that fails, too, is it closed.
   */
  setDeaf(listen: string, deaf: boolean): Promise<void> {
    if (!this.isClosed) this.#wanted = deaf ? 'deaf' : 'open';
    return this.#inTurn(async () => {
      if (this.#wanted === 'deaf' && this.#deaf === null) {
        try {
          await this.#deafen(listen);
        } catch (error) {
          if (!this.isClosed) await this.#reopen(listen);
          throw error;
        }
      }
      if (this.#wanted === 'open' && this.#deaf !== null) await this.#reopen(listen);
    });
  }

  /** Refuses from now on; resolves when the port is free, or another change has been asked for meanwhile. Never rejects. */
  close(): Promise<void> {
    this.#wanted = 'closed';
    this.#server?.close();
    this.#server = null;
    return this.#inTurn(() => (this.isClosed ? this.#shut() : Promise.resolve()));
  }

  /** Whoever took the port between the two may be gone a moment later. */
  async #reopen(listen: string): Promise<void> {
    for (const pauseMs of [...REOPEN_PAUSES_MS, null]) {
      try {
        await this.#listen(listen);
        return;
      } catch (error) {
        if (pauseMs === null) {
          this.#wanted = 'closed';
          throw error;
        }
        await sleep(pauseMs);
        if (this.isClosed) return;
      }
    }
  }

  async #listen(listen: string): Promise<string> {
    const address = parseAddress(listen);
    if (address === null) throw new ApiError(500, `listen tcp: address ${listen}: not host:port`);
    await this.#shut();
    const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, this.#onClient);
    const bound = await listenOn(server, listen, address);
    if (this.isClosed) server.close();
    else this.#server = server;
    return bound;
  }

  async #deafen(listen: string): Promise<void> {
    const address = parseAddress(listen);
    if (address === null) throw new ApiError(500, `listen tcp: address ${listen}: not host:port`);
    await this.#shut();
    try {
      this.#deaf = await DeafListener.open(this.#deafListener, address.host, address.port);
    } catch (error) {
      throw new ApiError(500, `listen tcp ${listen}, accepting nothing: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (this.isClosed) await this.#shut();
  }

  async #shut(): Promise<void> {
    this.#server?.close();
    this.#server = null;
    const deaf = this.#deaf;
    this.#deaf = null;
    await deaf?.close();
  }

  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(change);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}
