import type { Socket } from 'node:net';
import { Client, type buildConnector, type Dispatcher } from 'undici';
import { ConnectFailure } from '../connect/connect-failure.ts';
import type { ConnectionOpener, OpenedConnection } from '../connect/open-connection.ts';
import type { ResponseLimits } from '../http1/limits.ts';
import type { LaneRequest } from './lane-request.ts';

/** Streams that one HTTP/2 connection carries at a time: what servers commonly allow. */
const STREAMS = 100;

/** Requests that one connection carries at a time; for HTTP/2 less than we would send where its server was seen to allow less. */
export interface Room {
  requests: number;
}

export function roomOf(http: '1.1' | '2'): Room {
  return { requests: http === '2' ? STREAMS : 1 };
}

export interface LaneOwner {
  onConnecting(lane: Lane): void;
  /** Connected, or given up. */
  onConnectEnded(lane: Lane): void;
  onConnected(lane: Lane): void;
  onDisconnected(lane: Lane): void;
}

export interface LaneOptions {
  readonly origin: string;
  readonly http: '1.1' | '2';
  readonly opener: ConnectionOpener;
  readonly limits: ResponseLimits;
  readonly owner: LaneOwner;
  /** The same for all lanes to a server. */
  readonly room: Room;
}

/** One undici client, held to one connection at a time; what it carries on it, and what became of its connections. */
export class Lane {
  readonly #options: LaneOptions;
  readonly #client: Client;
  #opening: AbortController | null = null;
  /** Someone's time ran out before the connection being opened stood: it may hang for ever. */
  #doubted = false;
  #gaveUp: ConnectFailure | null = null;
  /** Of the present connection, until the request for which it was opened has taken note. */
  #opened: OpenedConnection | null = null;
  /** Open ones. More than one where an old connection of HTTP/2 still ends its streams: undici loses sight of it. */
  readonly #sockets = new Set<Socket>();
  /** Counts them, open or not. */
  connection = 0;
  inFlight = 0;
  /** Of them, those that are not on a connection yet; the oldest first. */
  readonly unsent = new Set<LaneRequest>();
  /** Answers that the present connection has brought. */
  served = 0;
  idleIndex = -1;

  constructor(options: LaneOptions) {
    this.#options = options;
    this.#client = new Client(options.origin, {
      connect: (_, callback) => void this.#connect(callback),
      allowH2: options.http === '2',
      pipelining: options.room.requests,
      ...(options.http === '2' ? { h2Options: { maxConcurrentStreams: STREAMS } } : {}),
      // All limits on time are ours.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: 600_000,
      keepAliveMaxTimeout: 600_000,
      maxHeaderSize: options.limits.maxHeadBytes,
      ...(Number.isFinite(options.limits.maxBodyBytes) ? { maxResponseSize: options.limits.maxBodyBytes } : {}),
    });
  }

  get connected(): boolean {
    return this.#sockets.size > 0;
  }

  get connecting(): boolean {
    return this.#opening !== null;
  }

  get doubted(): boolean {
    return this.#doubted;
  }

  get hasRoom(): boolean {
    return !this.#doubted && this.inFlight < this.#options.room.requests;
  }

  /**
   * Its present connection has begun to answer, so the server has said how many streams it allows, and undici holds back what is more:
   * learns the number, and returns how many requests are here in excess of it.
   */
  excess(): number {
    const { connected, pending, running } = this.#client.stats;
    const { room } = this.#options;
    if (connected && pending > 0) room.requests = Math.max(1, Math.min(room.requests, running));
    return this.inFlight - room.requests;
  }

  dispatch(request: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    this.#client.dispatch(request, handler);
  }

  takeOpened(): OpenedConnection | null {
    const opened = this.#opened;
    this.#opened = null;
    return opened;
  }

  /** Nobody else waits for the connection being opened, unless it stands after all. */
  doubtConnecting(): void {
    this.#doubted = true;
  }

  /** Whoever waits for the connection fails with this. */
  giveUpConnecting(failure: ConnectFailure): void {
    this.#gaveUp = failure;
    this.#opening?.abort();
  }

  /** Its requests hear of an error, if they still listen. */
  destroy(): void {
    this.#opening?.abort();
    this.#client.destroy(null, () => {
      for (const socket of this.#sockets) socket.destroy();
    });
  }

  async #connect(callback: buildConnector.Callback): Promise<void> {
    const opening = new AbortController();
    this.#opening = opening;
    this.#gaveUp = null;
    this.#options.owner.onConnecting(this);
    try {
      const opened = await this.#options.opener.open(opening.signal);
      if (this.#options.http === '2') requireHttp2(opened);
      this.#onConnected(opened);
      callback(null, opened.socket);
    } catch (error) {
      callback(this.#gaveUp ?? (error instanceof Error ? error : new ConnectFailure('connect-refused', String(error))), null);
    } finally {
      this.#opening = null;
      this.#doubted = false;
      this.#options.owner.onConnectEnded(this);
    }
  }

  #onConnected(opened: OpenedConnection): void {
    this.#opened = opened;
    this.connection++;
    this.served = 0;
    this.#sockets.add(opened.socket);
    this.#options.owner.onConnected(this);
    opened.socket.once('close', () => {
      this.#sockets.delete(opened.socket);
      if (!this.connected) this.#options.owner.onDisconnected(this);
    });
  }
}

/** With TLS the server must have agreed; without, both sides are said to know (RFC 9113, 3.3), and undici is told in the same words. */
function requireHttp2({ socket }: OpenedConnection): void {
  if (!('alpnProtocol' in socket)) Object.assign(socket, { alpnProtocol: 'h2' });
  else if (socket.alpnProtocol !== 'h2') {
    socket.destroy();
    throw new ConnectFailure('connect-tls', 'no-http2');
  }
}
