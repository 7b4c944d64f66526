import { PHASES, type PhaseName } from '../../../plan/phase.ts';
import type { LatencyLimit, LoadLive } from '../../load-driver.ts';
import type { InFlight } from '../in-flight.ts';
import type { TimelineReader } from '../shared-timeline.ts';
import { isOver } from './over-limit.ts';

/** What is unanswered now, by phase, and how much of it is already over each limit (by its age so far). */
export function unansweredNow(
  inFlight: InFlight,
  limits: readonly LatencyLimit[],
  timeline: TimelineReader,
  nowUs: number,
): LoadLive['unanswered'] {
  const found = new Map<PhaseName, { count: number; over: number[] }>();
  for (let exchange = inFlight.oldest; exchange !== null; exchange = exchange.next) {
    const phase = timeline.phaseOf(exchange.intendedUs, nowUs);
    let tally = found.get(phase);
    if (tally === undefined) found.set(phase, (tally = { count: 0, over: limits.map(() => 0) }));
    tally.count++;
    const sinceSentUs = exchange.sentUs < 0 ? 0 : nowUs - exchange.sentUs;
    for (let i = 0; i < limits.length; i++) {
      const limit = limits[i];
      if (limit === undefined) continue;
      const ageUs = Math.round(limit.of === 'service_time' ? sinceSentUs : nowUs - exchange.intendedUs);
      if (isOver(limit, ageUs)) tally.over[i] = (tally.over[i] ?? 0) + 1;
    }
  }
  return PHASES.flatMap((phase) => {
    const tally = found.get(phase);
    return tally === undefined ? [] : [{ phase, ...tally }];
  });
}
