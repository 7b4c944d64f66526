import { PHASES, type PhaseName } from '../../../plan/phase.ts';
import type { LatencyLimit, LoadLive } from '../../load-driver.ts';
import type { TimelineReader } from '../shared-timeline.ts';
import { isOver } from './over-limit.ts';

/** An arrival without its end. */
export interface Waiting {
  readonly intendedUs: number;
  /** -1: not yet. */
  readonly sentUs: number;
  /** Of a flow, whose age is counted from its own beginning; `null`: it is none. */
  readonly user: WaitingUser | null;
}

interface WaitingUser {
  readonly intendedUs: number;
  /** Its first request; -1: that has not ended yet. */
  readonly sentUs: number;
  /** Nobody's fault. */
  readonly thoughtUs: number;
}

/** What is unanswered now, by phase, and how much of it is already over each limit (by its age so far). */
export function unansweredNow(
  inFlight: Iterable<Waiting>,
  limits: readonly LatencyLimit[],
  timeline: TimelineReader,
  nowUs: number,
): LoadLive['unanswered'] {
  const found = new Map<PhaseName, { count: number; over: number[] }>();
  for (const { intendedUs, sentUs, user } of inFlight) {
    const arrivedUs = user?.intendedUs ?? intendedUs;
    const thoughtUs = user?.thoughtUs ?? 0;
    const firstSentUs = user === null || user.sentUs < 0 ? sentUs : user.sentUs;
    const phase = timeline.phaseOf(arrivedUs, nowUs);
    let tally = found.get(phase);
    if (tally === undefined) found.set(phase, (tally = { count: 0, over: limits.map(() => 0) }));
    tally.count++;
    const sinceSentUs = firstSentUs < 0 ? 0 : nowUs - firstSentUs - thoughtUs;
    for (let i = 0; i < limits.length; i++) {
      const limit = limits[i];
      if (limit === undefined) continue;
      const ageUs = Math.round(limit.of === 'service_time' ? sinceSentUs : nowUs - arrivedUs - thoughtUs);
      if (isOver(limit, ageUs)) tally.over[i] = (tally.over[i] ?? 0) + 1;
    }
  }
  return PHASES.flatMap((phase) => {
    const tally = found.get(phase);
    return tally === undefined ? [] : [{ phase, ...tally }];
  });
}
