import type { Outcome } from '../load-driver.ts';
import type { Exchange } from './exchange.ts';
import { stationOf, timeoutAt } from './station-of.ts';

/**
 * What an exchange ends with whose time is up. One that our cap on connections held up ends as dropped, however short its wait was: the system had less than the
 * timeout for it, and what it would have made of the rest nobody knows (ADR 54). In a line where the first is served first, each would
 * otherwise get its connection in the last moments of its time, and be a timeout of a system that answers at once.
 */
export function outOfTime(exchange: Exchange): { readonly outcome: Outcome; readonly detail: string } {
  if (exchange.waitingSinceUs >= 0) return { outcome: 'dropped', detail: 'waiting-for-connection' };
  if (exchange.cappedUs > 0) return { outcome: 'dropped', detail: 'connection-too-late' };
  const detail = stationOf(exchange);
  return { outcome: timeoutAt(detail), detail };
}
