import type { Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { parseAddress } from './address.ts';
import { ApiError } from './api-error.ts';
import { DeafListener } from './deaf-listener.ts';
import { listenOn } from './listen-on.ts';

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
      const bound = await this.#listen(listen);
      if (this.#wanted === 'deaf') await this.#deafen(bound);
      return bound;
    });
  }

  /** Changes between open and deaf; nothing where the door is closed. For some milliseconds between the two the port refuses. */
  setDeaf(listen: string, deaf: boolean): Promise<void> {
    if (!this.isClosed) this.#wanted = deaf ? 'deaf' : 'open';
    return this.#inTurn(async () => {
      if (this.#wanted === 'deaf' && this.#deaf === null) await this.#deafen(listen);
      if (this.#wanted === 'open' && this.#deaf !== null) {
        await this.#shut();
        await this.#listen(listen);
      }
    });
  }

  /** Refuses from now on; resolves when the port is free, or another change has been asked for meanwhile. Never rejects. */
  close(): Promise<void> {
    this.#wanted = 'closed';
    this.#server?.close();
    this.#server = null;
    return this.#inTurn(() => (this.isClosed ? this.#shut() : Promise.resolve()));
  }

  async #listen(listen: string): Promise<string> {
    const address = parseAddress(listen);
    if (address === null) throw this.#failed(`listen tcp: address ${listen}: not host:port`);
    await this.#shut();
    const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, this.#onClient);
    try {
      const bound = await listenOn(server, listen, address);
      if (this.isClosed) server.close();
      else this.#server = server;
      return bound;
    } catch (error) {
      this.#wanted = 'closed';
      throw error;
    }
  }

  async #deafen(listen: string): Promise<void> {
    const address = parseAddress(listen);
    if (address === null) throw this.#failed(`listen tcp: address ${listen}: not host:port`);
    await this.#shut();
    try {
      this.#deaf = await DeafListener.open(this.#deafListener, address.host, address.port);
    } catch (error) {
      throw this.#failed(`listen tcp ${listen}, accepting nothing: ${error instanceof Error ? error.message : String(error)}`);
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

  #failed(message: string): ApiError {
    this.#wanted = 'closed';
    return new ApiError(500, message);
  }

  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(change);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}
