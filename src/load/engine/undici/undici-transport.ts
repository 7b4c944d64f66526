import { ConnectFailure } from '../connect/connect-failure.ts';
import { HostAddresses } from '../connect/host-addresses.ts';
import { IdleConnections } from '../connect/idle-connections.ts';
import { ConnectionOpener } from '../connect/open-connection.ts';
import { DeadlineQueue } from '../deadline-queue.ts';
import type { EngineClock } from '../engine-clock.ts';
import type { Exchange } from '../exchange.ts';
import type { Transport, TransportListener } from '../transport.ts';
import { WaitingLine } from '../waiting-line.ts';
import type { TransportSetup } from '../worker-messages.ts';
import type { UndiciFailure } from './classify-undici-error.ts';
import { Lane, roomOf, type LaneOptions, type LaneOwner } from './lane.ts';
import { LaneRequest, type LaneRequestOwner } from './lane-request.ts';
import { dispatchOptions, originOf } from './dispatch-options.ts';

/**
 * HTTP/2, forward proxies and decompression, on undici: slower than the raw path, with the same outcomes, the same bound on
 * connections, and as much of the timings as undici shows.
 */
export class UndiciTransport implements Transport, LaneOwner, LaneRequestOwner {
  readonly #setup: TransportSetup;
  readonly #listener: TransportListener;
  readonly #clock: EngineClock;
  readonly #laneOptions: LaneOptions;
  readonly #lanes = new Set<Lane>();
  /** Lanes with room for one more request. */
  readonly #roomy = new IdleConnections<Lane>();
  readonly #waiting = new WaitingLine();
  readonly #connecting: DeadlineQueue<Lane> | null;
  readonly #awaitingFirstByte: DeadlineQueue<LaneRequest> | null;
  readonly #connected = new Set<Lane>();
  #closed = false;
  connectionsOpened = 0;

  constructor(setup: TransportSetup, listener: TransportListener, clock: EngineClock) {
    const { target, proxy, http, limits, dnsTtlMs, connectTimeoutUs, firstByteTimeoutUs } = setup;
    this.#setup = setup;
    this.#listener = listener;
    this.#clock = clock;
    const { host, addresses } = proxy?.target ?? target;
    const protocol = http === '2' ? 'h2' : 'http/1.1';
    const opener = new ConnectionOpener(target, proxy, protocol, new HostAddresses(host, addresses, dnsTtlMs), clock);
    this.#laneOptions = { origin: originOf(setup), http, opener, limits, owner: this, room: roomOf(http) };
    this.#connecting =
      connectTimeoutUs === null
        ? null
        : new DeadlineQueue(connectTimeoutUs, clock, (lane) =>
            lane.giveUpConnecting(new ConnectFailure('connect-timeout', 'connect-limit')),
          );
    this.#awaitingFirstByte =
      firstByteTimeoutUs === null
        ? null
        : new DeadlineQueue(firstByteTimeoutUs, clock, (request) => request.fail({ outcome: 'timeout', detail: 'first-byte-limit' }));
  }

  get connections(): number {
    return this.#connected.size;
  }

  send(exchange: Exchange, nowUs: number): void {
    let lane = this.#roomy.take();
    while (lane?.hasRoom === false) lane = this.#roomy.take();
    if (lane !== undefined) this.#sendOn(lane, exchange, nowUs);
    else if (this.#lanes.size < this.#setup.maxConnections) this.#sendOn(this.#newLane(), exchange, nowUs);
    else this.#waiting.join(exchange, nowUs);
  }

  cancel(exchange: Exchange): void {
    this.#waiting.leave(exchange);
    exchange.carrier?.cancel();
  }

  close(): void {
    this.#closed = true;
    this.#waiting.clear();
    this.#connecting?.clear();
    this.#awaitingFirstByte?.clear();
    for (const lane of this.#lanes) lane.destroy();
    this.#lanes.clear();
  }

  onConnecting(lane: Lane): void {
    this.connectionsOpened++;
    this.#connecting?.add(lane, this.#clock.nowUs());
  }

  onConnectEnded(lane: Lane): void {
    this.#connecting?.delete(lane);
    this.#fill(lane, this.#clock.nowUs());
  }

  onConnected(lane: Lane): void {
    this.#connected.add(lane);
  }

  onDisconnected(lane: Lane): void {
    this.#connected.delete(lane);
  }

  onSent(request: LaneRequest, nowUs: number): void {
    request.lane.unsent.delete(request);
    this.#awaitingFirstByte?.add(request, nowUs);
  }

  onFirstByte(request: LaneRequest): void {
    this.#awaitingFirstByte?.delete(request);
    if (request.isOnNewest) this.#sendExcessElsewhere(request.lane);
  }

  onAnswered(request: LaneRequest, status: number, nowUs: number): void {
    request.lane.served++;
    this.#release(request, nowUs);
    if (!this.#closed) this.#listener.onAnswered(request.exchange, status, nowUs);
  }

  onFailed(request: LaneRequest, failure: UndiciFailure, nowUs: number): void {
    const { exchange, lane } = request;
    if (failure.outcome === 'timeout') this.#abandonUnlessShared(request);
    if (!this.#closed && failure.outcome === 'stale' && exchange.request.idempotent && !exchange.retried) {
      exchange.retried = true;
      exchange.begin(exchange.request);
      lane.inFlight--;
      this.#awaitingFirstByte?.delete(request);
      return this.#sendOn(lane, exchange, nowUs);
    }
    this.#release(request, nowUs);
    exchange.detail = failure.detail;
    if (!this.#closed) this.#listener.onFailed(exchange, failure.outcome, nowUs);
  }

  onCancelled(request: LaneRequest): void {
    this.#abandonUnlessShared(request);
    this.#release(request, this.#clock.nowUs());
  }

  #newLane(): Lane {
    const lane = new Lane(this.#laneOptions);
    this.#lanes.add(lane);
    return lane;
  }

  #sendOn(lane: Lane, exchange: Exchange, nowUs: number): void {
    const request = new LaneRequest(exchange, lane, this, this.#clock, this.#setup.decompress);
    lane.inFlight++;
    lane.unsent.add(request);
    exchange.board(request, nowUs);
    if (lane.hasRoom) this.#roomy.put(lane);
    else this.#roomy.remove(lane);
    request.dispatch(dispatchOptions(exchange.request, this.#setup));
  }

  /** The request's place on its lane is free: for whoever waits, else for whoever comes. */
  #release(request: LaneRequest, nowUs: number): void {
    const { lane, exchange } = request;
    lane.inFlight--;
    lane.unsent.delete(request);
    exchange.carrier = null;
    this.#awaitingFirstByte?.delete(request);
    if (lane.doubted && lane.inFlight === 0) this.#drop(lane);
    if (this.#closed) return;
    if (this.#lanes.has(lane)) return this.#fill(lane, nowUs);
    const next = this.#waiting.next();
    if (next === undefined) return;
    const fresh = this.#newLane();
    this.#sendOn(fresh, next, nowUs);
    this.#fill(fresh, nowUs);
  }

  /** The server allows fewer streams than were sent here: the newest of those that wait for one need not. */
  #sendExcessElsewhere(lane: Lane): void {
    if (this.#closed || lane.unsent.size === 0) return;
    const excess = lane.excess();
    if (excess <= 0) return;
    const nowUs = this.#clock.nowUs();
    this.#roomy.remove(lane);
    for (const request of [...lane.unsent].slice(-excess)) {
      lane.unsent.delete(request);
      lane.inFlight--;
      request.withdraw();
      request.exchange.carrier = null;
      this.send(request.exchange, nowUs);
    }
  }

  #fill(lane: Lane, nowUs: number): void {
    if (this.#closed || !this.#lanes.has(lane)) return;
    while (lane.hasRoom) {
      const next = this.#waiting.next();
      if (next === undefined) return this.#roomy.put(lane);
      this.#sendOn(lane, next, nowUs);
    }
  }

  /**
   * A connection on which a request was given up carries no other, unless it is one of HTTP/2 that stands: there it was a stream. One
   * that does not stand yet is left to those who wait for it: it is being opened for longer than the oldest of them had time.
   */
  #abandonUnlessShared({ lane, stage }: LaneRequest): void {
    if (this.#setup.http === '2') {
      if (stage === 'connecting' && lane.connecting) {
        lane.doubtConnecting();
        return this.#roomy.remove(lane);
      }
      if (lane.connected || lane.inFlight > 1) return;
    }
    this.#drop(lane);
  }

  #drop(lane: Lane): void {
    this.#roomy.remove(lane);
    this.#lanes.delete(lane);
    lane.destroy();
  }
}
