import { NO_TRAFFIC, type ToxicTraffic } from './proxy-traffic.ts';

/** What our proofs sent through the fault while one of them ran. */
export interface ProofTraffic {
  /** Connections, or requests where the toxic chooses those. */
  readonly asked: number;
  readonly bytes: number;
}

/**
 * What met a toxic without our own proofs. Between them everything is the clients'. While one runs nobody can say which of the hits were its
 * own where dice are rolled, so all that it asked count as hits: what is told is the least that clients met.
 */
export class ClientTraffic {
  #last: ToxicTraffic = NO_TRAFFIC;
  #clients: ToxicTraffic = NO_TRAFFIC;

  get met(): ToxicTraffic {
    return this.#clients;
  }

  /** Up to `now`, with no proof since the last call. */
  between(now: ToxicTraffic): void {
    this.#add(now, { asked: 0, bytes: 0 });
  }

  /** Up to `now`, with a proof that ran since the last call. */
  during(now: ToxicTraffic, own: ProofTraffic): void {
    this.#add(now, own);
  }

  #add(now: ToxicTraffic, own: ProofTraffic): void {
    const grown = (count: keyof ToxicTraffic, less: number): number => Math.max(0, now[count] - this.#last[count] - less);
    const [seen, hit, bytes] = [grown('seen', own.asked), grown('hit', own.asked), grown('bytes', own.bytes)];
    this.#clients = { seen: this.#clients.seen + seen, hit: this.#clients.hit + hit, bytes: this.#clients.bytes + bytes };
    this.#last = now;
  }
}
