import type { Outcome } from '../load-driver.ts';
import type { Exchange } from './exchange.ts';

/** Where an exchange is stuck when its time is up; the `detail` of timeouts. */
export const STATIONS = ['waiting-for-connection', 'connecting', 'tls-handshake', 'sending', 'no-first-byte', 'unfinished'] as const;

export type Station = (typeof STATIONS)[number];

export function stationOf(exchange: Exchange): Station {
  if (exchange.firstByteUs >= 0) return 'unfinished';
  if (exchange.carrier === null) return 'waiting-for-connection';
  if (exchange.carrier.stage !== 'ready') return exchange.carrier.stage;
  return exchange.writtenUs >= 0 ? 'no-first-byte' : 'sending';
}

/** What an exchange ends with that is stuck there. One that was sent may seek a connection once more: as a stale retry, or redirected. */
export function timeoutAt(station: Station): Extract<Outcome, 'timeout' | 'connect-timeout'> {
  return station === 'waiting-for-connection' || station === 'connecting' || station === 'tls-handshake' ? 'connect-timeout' : 'timeout';
}
