import type { KeptResponse } from './kept-response.ts';
import type { VirtualUser } from './scenario/virtual-user.ts';
import { NO_REQUEST, type WireRequest } from './wire-request.ts';

/** What an exchange travels on, as far as whoever cuts it off needs to know. */
export interface Carrier {
  /** How far its connection is. */
  readonly stage: 'connecting' | 'tls-handshake' | 'ready';
  /** Gives the exchange up; nothing of it will reach the listener, and nothing else will travel here. */
  cancel(): void;
}

/** One arrival on its way: request out, response in. Reused after its end, so that a long run allocates no more than a short one. */
export class Exchange {
  intendedUs = 0;
  dispatchedUs = 0;
  request: WireRequest = NO_REQUEST;
  /** Which of the scenario's requests it is. */
  endpoint = 0;
  /** Whose step it is; `null`: an arrival of its own. */
  user: VirtualUser | null = null;
  /**
   * Durations and stations below are -1 until they are known; connecting is the share of this exchange, for which it was done. A stale
   * retry and a redirect may make for more of it, after the first sending: the last is kept.
   */
  connectUs = -1;
  tlsUs = -1;
  /** How long its bytes took into the kernel, and since when they are there; of the last try. */
  sendUs = -1;
  writtenUs = -1;
  firstByteUs = -1;
  /** What its request asked to keep. */
  response: KeptResponse | null = null;
  /** Of the bodies of its answers, as they came over the wire: packed where they were packed, redirects among them. */
  bodyBytes = 0;
  /** Why it failed, finer than its outcome. */
  detail: string | null = null;
  /** First byte handed to the kernel; -1: not yet. A stale retry and a redirect keep the first. */
  sentUs = -1;
  /** How long connecting and handshake took that went before it. */
  connectedInUs = 0;
  /** How long our own cap on connections held it up. */
  cappedUs = 0;
  /** How long it waited for its turn to open a connection of its own: our doing too, but no cap. */
  queuedUs = 0;
  /** Since when it waits for either; -1: it does not. */
  waitingSinceUs = -1;
  /** Which of them. */
  waitingFor: 'connection' | 'turn' = 'connection';
  /** It was sent once more, after a reused connection turned out closed. */
  retried = false;
  /** `null` while it waits for one. */
  carrier: Carrier | null = null;
  /** In the list of what is in flight. */
  previous: Exchange | null = null;
  next: Exchange | null = null;

  start(intendedUs: number, dispatchedUs: number, request: WireRequest = NO_REQUEST): void {
    this.intendedUs = intendedUs;
    this.dispatchedUs = dispatchedUs;
    this.request = request;
    this.endpoint = 0;
    this.user = null;
    this.connectUs = -1;
    this.tlsUs = -1;
    this.sendUs = -1;
    this.writtenUs = -1;
    this.firstByteUs = -1;
    this.response = null;
    this.bodyBytes = 0;
    this.detail = null;
    this.sentUs = -1;
    this.connectedInUs = 0;
    this.cappedUs = 0;
    this.queuedUs = 0;
    this.waitingSinceUs = -1;
    this.retried = false;
    this.carrier = null;
  }

  /** Its first byte is on its way, perhaps once more. */
  sent(nowUs: number): void {
    if (this.sentUs >= 0) return;
    this.sentUs = nowUs;
    this.connectedInUs = this.connectingUs;
  }

  get connectingUs(): number {
    return Math.max(0, this.connectUs) + Math.max(0, this.tlsUs);
  }

  /** Another request is to be sent, or the same again: nothing of it is written, whatever was. */
  begin(request: WireRequest): void {
    this.request = request;
    this.response = null;
    this.writtenUs = -1;
    this.firstByteUs = -1;
  }

  /** Marks that it waits under our own cap on connections, or for its turn to open one. */
  wait(nowUs: number, waitingFor: 'connection' | 'turn' = 'connection'): void {
    this.waitingSinceUs = nowUs;
    this.waitingFor = waitingFor;
  }

  /** A connection is found for it. */
  board(carrier: Carrier, nowUs: number): void {
    this.carrier = carrier;
    if (this.waitingSinceUs < 0) return;
    if (this.waitingFor === 'connection') this.cappedUs += nowUs - this.waitingSinceUs;
    else this.queuedUs += nowUs - this.waitingSinceUs;
    this.waitingSinceUs = -1;
  }
}
