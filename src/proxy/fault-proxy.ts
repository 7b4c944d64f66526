import type { Socket } from 'node:net';
import { formatAddress, parseAddress, resolveListenHost } from './address.ts';
import { adoptSocket } from './adopt-socket.ts';
import { Connection } from './connection.ts';
import { dial } from './dial.ts';
import { Door } from './door.ts';
import { EarlyBytes } from './early-bytes.ts';
import type { Endpoint, LinkCounter } from './link.ts';
import type { ServerContext } from './server-context.ts';
import { SocketReader } from './socket-reader.ts';
import type { StreamDirection, Toxic } from './toxic.ts';
import type { ToxicCounter } from './toxic-counter.ts';
import { ToxicChain } from './toxic-chain.ts';
import { WaitingRoom } from './waiting-room.ts';

/** Since the proxy was made; bytes by direction. */
export interface ProxyCounters extends Readonly<Record<StreamDirection, LinkCounter>> {
  accepted: number;
  dialFailures: number;
}

/** A listening port whose connections go on to `upstream`, through the toxics. */
export class FaultProxy {
  readonly name: string;
  /** As it was asked for until it first listens, then the real address. */
  #listen: string;
  #upstream: string;
  readonly counters: ProxyCounters = {
    upstream: { received: 0, sent: 0 },
    downstream: { received: 0, sent: 0 },
    accepted: 0,
    dialFailures: 0,
  };
  readonly #context: ServerContext;
  readonly #chain = new ToxicChain();
  readonly #connections = new Set<Connection>();
  /** Clients without an upstream as yet. */
  readonly #dialling = new Set<Socket>();
  readonly #waitingRoom: WaitingRoom;
  readonly #door: Door;

  constructor(name: string, listen: string, upstream: string, context: ServerContext) {
    this.name = name;
    this.#listen = listen;
    this.#upstream = upstream;
    this.#context = context;
    this.#waitingRoom = new WaitingRoom(context.scheduler);
    this.#door = new Door((client) => this.#accept(client), context.deafListener);
  }

  get listen(): string {
    return this.#listen;
  }

  get upstream(): string {
    return this.#upstream;
  }

  get enabled(): boolean {
    return !this.#door.isClosed;
  }

  get toxics(): readonly Toxic[] {
    return this.#chain.list();
  }

  get openConnections(): number {
    return this.#connections.size + this.#dialling.size;
  }

  /** What came by a toxic, and what of that it worked on. */
  counterOf(toxic: Toxic): ToxicCounter {
    return this.#chain.counterOf(toxic.name);
  }

  toxic(name: string): Toxic {
    return this.#chain.get(name);
  }

  /** At work on standing connections when it returns; resolves when it is on new ones, too. Rejects as `start` does: then it is not there. */
  async addToxic(toxic: Toxic): Promise<void> {
    this.#chain.add(toxic);
    for (const connection of this.#connections) connection.addToxic(toxic);
    await this.#settle().catch(async (error: unknown) => {
      if (this.toxics.includes(toxic)) await this.removeToxic(toxic.name);
      throw error;
    });
  }

  /** As `addToxic`; what it was before stays when it rejects. */
  async updateToxic(toxic: Toxic): Promise<void> {
    const before = this.#chain.get(toxic.name);
    this.#replace(toxic);
    await this.#settle().catch(async (error: unknown) => {
      if (this.toxics.includes(toxic)) this.#replace(before);
      await this.#settle();
      throw error;
    });
  }

  /** As `addToxic`. */
  removeToxic(name: string): Promise<void> {
    const toxic = this.#chain.remove(name);
    for (const connection of this.#connections) connection.removeToxic(toxic);
    return this.#settle();
  }

  /** As `addToxic`. */
  async clearToxics(): Promise<void> {
    await Promise.all(this.toxics.map((toxic) => this.removeToxic(toxic.name)));
  }

  /** Listens. Resolves at once when it does already; throws an ApiError (500) with the reason when it cannot. */
  async start(): Promise<void> {
    if (this.enabled) return;
    this.#listen = await this.#door.open(this.#listen === '' ? '127.0.0.1:0' : this.#listen, this.#chain.isDeaf());
  }

  /** Refuses new connections and closes those that stand; resolves when the port is free. */
  stop(): Promise<void> {
    const closed = this.#door.close();
    this.#waitingRoom.clear();
    for (const socket of this.#dialling) socket.destroy();
    for (const connection of this.#connections) connection.destroy();
    return closed;
  }

  /** Another address on either side takes effect by closing what stands, as with Toxiproxy. Toxics stay. */
  async update(change: { readonly listen: string; readonly upstream: string; readonly enabled: boolean }): Promise<void> {
    if (await this.differs(change)) {
      await this.stop();
      this.#listen = change.listen;
      this.#upstream = change.upstream;
    }
    if (change.enabled) await this.start();
    else await this.stop();
  }

  async differs(other: { readonly listen: string; readonly upstream: string }): Promise<boolean> {
    if (other.upstream !== this.#upstream) return true;
    if (other.listen === this.#listen) return false;
    const address = parseAddress(other.listen);
    return address === null || formatAddress(await resolveListenHost(address.host), address.port) !== this.#listen;
  }

  /** Resets the connections that are open now. Returns how many. */
  resetRest(): number {
    const open = [...this.#connections];
    for (const connection of open) connection.reset();
    return open.length;
  }

  #replace(toxic: Toxic): void {
    this.#chain.replace(toxic);
    for (const connection of this.#connections) connection.updateToxic(toxic);
  }

  async #settle(): Promise<void> {
    this.#waitingRoom.review();
    await this.#door.setDeaf(this.#listen, this.#chain.isDeaf());
  }

  #accept(accepted: Socket): void {
    this.counters.accepted += 1;
    const number = this.counters.accepted;
    const client = this.#clientOf(accepted);
    this.#dialling.add(client.socket);
    client.socket.on('error', () => client.socket.destroy());
    client.socket.on('close', () => this.#dialling.delete(client.socket));
    const early = new EarlyBytes(this.#context.scheduler);
    let isNew = true;
    const forget = this.#waitingRoom.enter({
      admission: () => {
        const draw = { connection: number, client: () => client.socket.remoteAddress };
        const admission = this.#chain.admission(this.#context, this.name, draw, isNew);
        isNew = false;
        return admission;
      },
      admit: () => this.#dial(number, client, early),
      close: () => client.socket.destroy(),
    });
    if (forget === null) return;
    client.socket.on('close', forget);
    early.collect(client);
  }

  #dial(number: number, client: Endpoint, early: EarlyBytes): void {
    const reader = new SocketReader(this.#context);
    dial(this.#upstream, this.#context.dialTimeoutMs, reader.onread, (upstream) => {
      this.#dialling.delete(client.socket);
      if (upstream === null) this.counters.dialFailures += 1;
      if (upstream === null || client.socket.destroyed || !this.enabled) {
        client.socket.destroy();
        upstream?.destroy();
        return;
      }
      this.#connect(number, client, { socket: upstream, reader, reusing: true }, early.take());
    });
  }

  #clientOf(accepted: Socket): Endpoint {
    const reader = new SocketReader(this.#context);
    const adopted = adoptSocket(accepted, reader.onread);
    return { socket: adopted ?? accepted, reader, reusing: adopted !== null };
  }

  #connect(number: number, client: Endpoint, upstream: Endpoint, early: readonly Buffer[]): void {
    const { load } = this.#context;
    const connection = new Connection({
      client,
      upstream,
      counters: this.counters,
      capacity: (wanted) => load.capacity(wanted),
      counterOf: (toxic) => this.#chain.counterOf(toxic.name),
      createStage: (draw, next, previous) =>
        this.#chain.createStage(
          this.#context,
          { ...draw, proxy: this.name, connection: number, client: () => client.socket.remoteAddress },
          next,
          previous,
        ),
      onClosed: (closed) => {
        if (!this.#connections.delete(closed)) return;
        load.connections -= 1;
        client.reader.giveBack();
        upstream.reader.giveBack();
      },
    });
    load.connections += 1;
    this.#connections.add(connection);
    connection.start(this.toxics, early);
  }
}
