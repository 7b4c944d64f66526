import type { Outcome } from '../../load-driver.ts';
import type { PhaseName } from '../../../plan/phase.ts';
import type { Exchange } from '../exchange.ts';
import type { VirtualUser } from '../scenario/virtual-user.ts';

/** How an arrival ended, beside its outcome: cut off by us (`abandoned`) is no outcome. */
export type Ending = Outcome | 'abandoned';

/** Outcomes that come with an answer, and so with a time of their own in the percentiles. */
export function isAnswered(ending: Ending): boolean {
  return ending === 'ok' || ending === 'status' || ending === 'check' || ending === 'malformed';
}

/** Everything the record keeps of one arrival, in whole µs. One object is reused for all of them. */
export class ResolvedArrival {
  phase: PhaseName = 'warmup';
  ending: Ending = 'ok';
  /** 0: none. */
  status = 0;
  /** Which of the scenario's requests it is; of a flow, 0. */
  endpoint = 0;
  intendedUs = 0;
  lagUs = 0;
  wasSent = false;
  retried = false;
  /** completed − intended; completed − dispatched, less what we held it up by a cap of ours; completed − sent. */
  responseUs = 0;
  fromDispatchUs = 0;
  serviceUs = 0;
  blockedBySystemUs = 0;
  /** Of response bodies. */
  bodyBytes = 0;
  blockedByCapUs = 0;
  /** The legs (see REQUEST_LEGS); -1: it did not go that one. */
  readonly legs = new LegTimes();
  /** Finer than the outcome. */
  detail: string | null = null;

  /** Takes the stations of `exchange`, which ends now. */
  read(exchange: Exchange, nowUs: number): void {
    const { intendedUs, dispatchedUs, sentUs } = exchange;
    this.intendedUs = intendedUs;
    this.endpoint = exchange.endpoint;
    this.lagUs = wholeUs(dispatchedUs - intendedUs);
    this.wasSent = sentUs >= 0;
    this.retried = exchange.retried;
    this.bodyBytes = exchange.bodyBytes;
    this.responseUs = wholeUs(nowUs - intendedUs);
    this.serviceUs = this.wasSent ? wholeUs(nowUs - sentUs) : 0;
    const waiting = exchange.waitingSinceUs < 0 ? 0 : nowUs - exchange.waitingSinceUs;
    const ours = exchange.cappedUs + exchange.queuedUs + waiting;
    this.blockedByCapUs = wholeUs(ours);
    this.fromDispatchUs = wholeUs(nowUs - dispatchedUs - ours);
    this.detail = exchange.detail;
    this.legs.read(exchange, nowUs);
    this.blockedBySystemUs = wholeUs((this.wasSent ? sentUs : nowUs) - dispatchedUs - ours);
  }

  /** Takes those of a whole flow, which ends now: from its arrival to the end of its last step, less the time spent thinking. */
  readFlow(user: VirtualUser, nowUs: number): void {
    const { intendedUs, dispatchedUs, sentUs } = user;
    const completedUs = nowUs - user.thoughtUs;
    this.intendedUs = intendedUs;
    this.endpoint = 0;
    this.lagUs = wholeUs(dispatchedUs - intendedUs);
    this.wasSent = sentUs >= 0;
    this.retried = user.retried;
    this.bodyBytes = user.bodyBytes;
    this.responseUs = wholeUs(completedUs - intendedUs);
    this.fromDispatchUs = wholeUs(completedUs - dispatchedUs - user.blockedByCapUs);
    this.serviceUs = this.wasSent ? wholeUs(completedUs - sentUs) : 0;
    this.blockedByCapUs = user.blockedByCapUs;
    this.blockedBySystemUs = user.blockedBySystemUs;
    this.detail = user.detail;
  }

  /** A step that its flow did not come to: it has no stations, only a moment. */
  readNotReached(endpoint: number, nowUs: number): void {
    this.intendedUs = nowUs;
    this.endpoint = endpoint;
    this.ending = 'notReached';
    this.status = 0;
    this.detail = null;
    this.retried = false;
    this.bodyBytes = 0;
  }
}

export class LegTimes {
  blocked = -1;
  connect = -1;
  tls = -1;
  send = -1;
  wait = -1;
  receive = -1;

  read(exchange: Exchange, nowUs: number): void {
    const { sentUs, connectUs, tlsUs, sendUs, writtenUs, firstByteUs, connectedInUs, connectingUs } = exchange;
    this.blocked = wholeUs((sentUs < 0 ? nowUs - connectingUs : sentUs - connectedInUs) - exchange.dispatchedUs);
    this.connect = connectUs < 0 ? -1 : wholeUs(connectUs);
    this.tls = tlsUs < 0 ? -1 : wholeUs(tlsUs);
    this.send = sendUs < 0 ? -1 : wholeUs(sendUs);
    this.wait = firstByteUs < 0 ? -1 : wholeUs(firstByteUs - (writtenUs < 0 ? sentUs : writtenUs));
    this.receive = firstByteUs < 0 ? -1 : wholeUs(nowUs - firstByteUs);
  }
}

function wholeUs(us: number): number {
  return us <= 0 ? 0 : Math.round(us);
}
