import type { Socket } from 'node:net';
import type { Endpoint, LinkCounter } from './link.ts';
import { Link } from './link.ts';
import type { Sink, Stage } from './stage.ts';
import type { StreamDirection, Toxic } from './toxic.ts';

/** How long a close waits for a peer that does not take what was written before. */
const FLUSH_MS = 5_000;

export interface ConnectionSettings {
  readonly client: Endpoint;
  readonly upstream: Endpoint;
  readonly counters: Readonly<Record<StreamDirection, LinkCounter>>;
  capacity(wanted: number): number;
  /** Rolls the toxic's dice for this connection; `null` where it is spared. */
  createStage(connection: Connection, toxic: Toxic, next: Sink, previous: Stage | null): Stage | null;
  onClosed(connection: Connection): void;
}

/** A client and its connection to the upstream, with one link each way. Half-close, reset and close each reach the other side as what they are. */
export class Connection {
  readonly #settings: ConnectionSettings;
  readonly #links: Readonly<Record<StreamDirection, Link>>;
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

  start(toxics: readonly Toxic[]): void {
    for (const toxic of toxics) this.addToxic(toxic);
    this.#links.upstream.start();
    this.#links.downstream.start();
  }

  addToxic(toxic: Toxic): void {
    this.#links[toxic.stream].append(toxic.name, (next) => this.#settings.createStage(this, toxic, next, null));
  }

  updateToxic(toxic: Toxic): void {
    this.#links[toxic.stream].replace(toxic.name, (next, previous) => this.#settings.createStage(this, toxic, next, previous));
  }

  removeToxic(toxic: Toxic): void {
    this.#links[toxic.stream].remove(toxic.name);
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
