import type { Socket } from 'node:net';
import type { Endpoint, LinkCounter } from './link.ts';
import { Link } from './link.ts';
import type { Sink, Stage } from './stage.ts';
import type { ToxicCounter } from './toxic-counter.ts';
import type { StreamDirection, Toxic } from './toxic.ts';
import { STREAM_DIRECTIONS } from './toxic.ts';

/** How long a close waits for a peer that does not take what was written before. */
const FLUSH_MS = 5_000;

export interface ConnectionSettings {
  readonly client: Endpoint;
  readonly upstream: Endpoint;
  readonly counters: Readonly<Record<StreamDirection, LinkCounter>>;
  capacity(wanted: number): number;
  counterOf(toxic: Toxic): ToxicCounter;
  /** Rolls the toxic's dice for this connection; `null` where it is spared. */
  createStage(draw: ConnectionDraw, next: Sink, previous: Stage | null): Stage | null;
  onClosed(connection: Connection): void;
}

export interface ConnectionDraw {
  readonly toxic: Toxic;
  readonly direction: StreamDirection;
  /** For this toxic on this connection. */
  readonly shared: Map<string, object>;
  readonly reset: () => void;
}

/** A client and its connection to the upstream, with one link each way. Half-close, reset and close each reach the other side as what they are. */
export class Connection {
  readonly #settings: ConnectionSettings;
  readonly #links: Readonly<Record<StreamDirection, Link>>;
  readonly #shared = new Map<string, Map<string, object>>();
  #open = 2;
  #closing = false;

  constructor(settings: ConnectionSettings) {
    const { client, upstream, counters } = settings;
    this.#settings = settings;
    const owner = { capacity: (wanted: number) => settings.capacity(wanted), close: () => this.close() };
    this.#links = {
      upstream: new Link(client, upstream.socket, counters.upstream, owner),
      downstream: new Link(upstream, client.socket, counters.downstream, owner),
    };
    this.#watch(client.socket, upstream.socket);
    this.#watch(upstream.socket, client.socket);
  }

  /** @param early what the client sent before it had an upstream */
  start(toxics: readonly Toxic[], early: readonly Buffer[]): void {
    for (const toxic of toxics) this.addToxic(toxic);
    this.#links.upstream.start(early);
    this.#links.downstream.start([]);
  }

  addToxic(toxic: Toxic): void {
    this.#shared.set(toxic.name, new Map());
    for (const direction of directionsOf(toxic)) {
      const count = countsItself(toxic)
        ? null
        : ({ counter: this.#settings.counterOf(toxic), at: toxic.kind.worksAtEnd === true ? 'end' : 'data' } as const);
      this.#links[direction].append(toxic.name, count, (next) => this.#settings.createStage(this.#draw(toxic, direction), next, null));
    }
  }

  updateToxic(toxic: Toxic): void {
    for (const direction of directionsOf(toxic)) {
      this.#links[direction].replace(toxic.name, (next, previous) =>
        this.#settings.createStage(this.#draw(toxic, direction), next, previous),
      );
    }
  }

  removeToxic(toxic: Toxic): void {
    for (const direction of directionsOf(toxic)) this.#links[direction].remove(toxic.name);
    this.#shared.delete(toxic.name);
  }

  /** Closes both sides (FIN) after what is written has gone out. */
  close(): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#abandonLinks();
    const { client, upstream } = this.#settings;
    client.socket.destroySoon();
    upstream.socket.destroySoon();
    if (client.socket.destroyed && upstream.socket.destroyed) return;
    setTimeout(() => this.destroy(), FLUSH_MS).unref();
  }

  /** Closes both sides at once; what is not yet written is lost. */
  destroy(): void {
    this.#closing = true;
    this.#abandonLinks();
    this.#settings.client.socket.destroy();
    this.#settings.upstream.socket.destroy();
  }

  /** RST to both sides. */
  reset(): void {
    this.#closing = true;
    this.#abandonLinks();
    this.#settings.client.socket.resetAndDestroy();
    this.#settings.upstream.socket.resetAndDestroy();
  }

  #draw(toxic: Toxic, direction: StreamDirection): ConnectionDraw {
    return { toxic, direction, shared: this.#shared.get(toxic.name) ?? new Map<string, object>(), reset: () => this.reset() };
  }

  #watch(socket: Socket, peer: Socket): void {
    // A reset on one side is a reset on the other; so is a peer that vanished.
    socket.on('error', () => peer.resetAndDestroy());
    socket.on('close', () => {
      this.#open -= 1;
      if (this.#open === 1 && !socket.readableEnded) peer.destroy();
      if (this.#open > 0) return;
      this.#abandonLinks();
      this.#settings.onClosed(this);
    });
  }

  #abandonLinks(): void {
    this.#links.upstream.abandon();
    this.#links.downstream.abandon();
  }
}

/** Requests, or clients that are not let in. */
function countsItself({ kind }: Toxic): boolean {
  return kind.perRequest === true || kind.admit !== undefined;
}

function directionsOf({ kind, stream }: Toxic): readonly StreamDirection[] {
  return kind.perRequest === true ? STREAM_DIRECTIONS : [stream];
}
