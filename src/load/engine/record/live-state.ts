import { PHASES, type PhaseName } from '../../../plan/phase.ts';
import type { LatencyLimit, LoadLive, Unanswered } from '../../load-driver.ts';
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
): Unanswered[] {
  const tally = new PhaseTally(limits);
  for (const { intendedUs, sentUs, user } of inFlight) {
    const arrivedUs = user?.intendedUs ?? intendedUs;
    const thoughtUs = user?.thoughtUs ?? 0;
    const firstSentUs = user === null || user.sentUs < 0 ? sentUs : user.sentUs;
    const sinceSentUs = firstSentUs < 0 ? 0 : nowUs - firstSentUs - thoughtUs;
    tally.add(timeline.phaseOf(arrivedUs, nowUs), nowUs - arrivedUs - thoughtUs, sinceSentUs);
  }
  return tally.found;
}

/** The same of each request by itself, a flow's steps among them: `endpoints` has their names. */
export function unansweredByEndpoint(
  inFlight: Iterable<Waiting & { readonly endpoint: number }>,
  endpoints: readonly string[],
  limits: readonly LatencyLimit[],
  timeline: TimelineReader,
  nowUs: number,
): NonNullable<LoadLive['unansweredOf']> {
  const tallies = new Map(endpoints.map((endpoint) => [endpoint, new PhaseTally(limits)]));
  for (const { intendedUs, sentUs, user, endpoint } of inFlight) {
    const phase = timeline.phaseOf(user?.intendedUs ?? intendedUs, nowUs);
    tallies.get(endpoints[endpoint] ?? '')?.add(phase, nowUs - intendedUs, sentUs < 0 ? 0 : nowUs - sentUs);
  }
  return [...tallies].flatMap(([endpoint, { found }]) => found.map((one) => ({ endpoint, ...one })));
}

class PhaseTally {
  readonly #limits: readonly LatencyLimit[];
  readonly #found = new Map<PhaseName, { count: number; over: number[] }>();

  constructor(limits: readonly LatencyLimit[]) {
    this.#limits = limits;
  }

  add(phase: PhaseName, sinceIntendedUs: number, sinceSentUs: number): void {
    let tally = this.#found.get(phase);
    if (tally === undefined) this.#found.set(phase, (tally = { count: 0, over: this.#limits.map(() => 0) }));
    tally.count++;
    for (const [i, limit] of this.#limits.entries()) {
      const ageUs = Math.round(limit.of === 'service_time' ? sinceSentUs : sinceIntendedUs);
      if (isOver(limit, ageUs)) tally.over[i] = (tally.over[i] ?? 0) + 1;
    }
  }

  get found(): Unanswered[] {
    return PHASES.flatMap((phase) => {
      const tally = this.#found.get(phase);
      return tally === undefined ? [] : [{ phase, ...tally }];
    });
  }
}
