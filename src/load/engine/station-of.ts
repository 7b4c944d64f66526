import type { Exchange } from './exchange.ts';

/** Where an exchange is stuck when its time is up; the `detail` of timeouts. */
export const STATIONS = ['waiting-for-connection', 'connecting', 'tls-handshake', 'sending', 'no-first-byte', 'unfinished'] as const;

export type Station = (typeof STATIONS)[number];

export function stationOf(exchange: Exchange): Station {
  if (exchange.firstByteUs >= 0) return 'unfinished';
  if (exchange.writtenUs >= 0) return 'no-first-byte';
  if (exchange.sentUs >= 0) return 'sending';
  if (exchange.carrier === null) return 'waiting-for-connection';
  return exchange.connectUs >= 0 ? 'tls-handshake' : 'connecting';
}
