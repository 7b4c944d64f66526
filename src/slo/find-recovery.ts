import type { LoadState } from '../events/load-state.ts';
import { latestAtMs } from '../events/run-state.ts';
import type { RunState } from '../events/run-state.ts';
import { measure } from './measure.ts';
import { countsSample } from './sample.ts';
import { countsOfSeconds } from './second-windows.ts';
import type { SloFilter } from './slo-options.ts';
import type { SloExpression } from './slo-expression.ts';
import { isWithinChance } from './within-chance.ts';

/** How often a system at its limit may be taken for one that was degraded, over all the windows of a run. */
const FALSE_ALARMS = 0.001;

/**
 * Recovery happened in `(afterMs, byMs]` from its clock; `byMs: null`: not within what was watched. `isShown: false`: nothing shows that
 * there was anything to recover from, so it may as well have been at `afterMs`.
 */
export interface Recovery {
  readonly afterMs: number;
  readonly byMs: number | null;
  readonly isShown: boolean;
  readonly n: number;
  /** What the fault did to the condition: `chance`, where it missed it by no more than chance explains. */
  readonly degraded: 'no' | 'chance' | 'yes';
  readonly finished: boolean;
}

/** What must hold, and of which arrivals. */
export interface RecoveryCondition {
  readonly expression: SloExpression;
  readonly where: SloFilter | null;
}

interface WindowFound {
  readonly met: boolean;
  /** What misses it is within chance. */
  readonly byChance: boolean;
  /** Arrivals, of the condition that has the fewest. */
  readonly n: number;
}

/**
 * SEMANTICS, "SLOs and the verdict": the aggregate over `hold`, not single seconds, since a healthy system's p99 is above its limit in
 * one second in a hundred. Windows begin at the clock itself and then at each second of the timeline (docs/adr/0047). One window of a healthy system
 * misses its condition too, now and then; so the seconds before the first that holds count as an outage only where one of their windows,
 * or all of them together, has more bad arrivals than chance explains, and are the width of the interval else.
 */
export function findRecovery(
  state: RunState,
  load: LoadState,
  conditions: readonly RecoveryCondition[],
  holdMs: number,
  clockMs: number,
): Recovery {
  const recovery = state.phases.find((phase) => phase.name === 'recovery');
  const fault = state.phases.find((phase) => phase.name === 'fault');
  const finished = recovery !== undefined && recovery.toMs !== null;
  const endMs = recovery?.toMs ?? latestAtMs(state) - 1000;
  const holdSeconds = Math.ceil(holdMs / 1000);
  const firstSecond = Math.floor(clockMs / 1000);
  // At most a window a second, and after the clock as many sums of all before it.
  const looks = Math.ceil((endMs - (fault?.fromMs ?? clockMs)) / 1000) + Math.ceil((endMs - clockMs) / 1000) + 2;
  const level = FALSE_ALARMS / (Math.max(1, looks) * conditions.length);
  const look = (fromSecond: number, seconds: number, sinceMs: number, fromMs: number): WindowFound => {
    const spanMs = Math.min(endMs, (fromSecond + seconds) * 1000) - fromMs;
    const samples = conditions.map(({ expression, where }) => {
      const counts = countsOfSeconds(state, load, fromSecond, fromSecond + seconds, sinceMs, where);
      return { expression, sample: countsSample(state, load, { counts, spanMs }) };
    });
    const missed = samples.filter(({ expression, sample }) => measure(expression, sample).holds !== true);
    return {
      met: missed.length === 0,
      byChance: missed.every(({ expression, sample }) => isWithinChance(expression, sample, level)),
      n: Math.min(...samples.map(({ sample }) => sample.counts.offered)),
    };
  };
  let n = 0;
  let lastMs = 0;
  let isShown = false;
  for (let step = 0; ; step += 1) {
    // The first window begins within a second and so gets that part of it on top.
    const isFirst = step === 0;
    const fromSecond = firstSecond + step;
    const seconds = isFirst && clockMs % 1000 !== 0 ? holdSeconds + 1 : holdSeconds;
    const atMs = isFirst ? clockMs : fromSecond * 1000;
    // The run's end may cut the last window by less than a second: the clock seldom stands on a whole one.
    if (atMs + holdMs - endMs >= 1000) break;
    const window = look(fromSecond, seconds, clockMs, atMs);
    n = Math.max(n, window.n);
    lastMs = atMs - clockMs;
    if (window.met) {
      const afterMs = isShown || isFirst ? Math.max(0, lastMs - 1000) : 0;
      return { afterMs, byMs: lastMs, isShown: isShown || isFirst, n: window.n, degraded: degradation(), finished };
    }
    isShown ||= !window.byChance || !look(firstSecond, step + seconds, clockMs, clockMs).byChance;
  }
  return { afterMs: isShown ? lastMs : 0, byMs: null, isShown, n, degraded: isShown ? 'yes' : degradation(), finished };

  /** Looks at the fault phase through the same windows and as a whole, which alone it is where it is shorter than one. */
  function degradation(): Recovery['degraded'] {
    if (fault === undefined) return 'no';
    const from = Math.floor(fault.fromMs / 1000);
    const to = Math.ceil((fault.toMs ?? clockMs) / 1000);
    let found: Recovery['degraded'] = 'no';
    for (let second = from; second === from || second + holdSeconds <= to; second += 1) {
      const seconds = Math.max(1, Math.min(holdSeconds, to - second));
      const window = look(second, seconds, fault.fromMs, Math.max(second * 1000, fault.fromMs));
      if (!window.byChance) return 'yes';
      if (!window.met) found = 'chance';
    }
    return look(from, Math.max(1, to - from), fault.fromMs, fault.fromMs).byChance ? found : 'yes';
  }
}
