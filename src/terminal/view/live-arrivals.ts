import type { LoadState } from '../../events/load-state.ts';
import type { RunState } from '../../events/run-state.ts';

/** How far back arrivals in flight are looked for: a flow's users think for long. */
const LOOKED_BACK_SECONDS = 900;

/** What is known of the newest seconds' arrivals, whose outcomes are not. */
export interface LiveArrivals {
  /** The newest second of which every arrival has been taken up; `null` before there is one. */
  readonly whole: number | null;
  /** Arrivals of a load intended in that second that have no outcome yet: offered, and in flight. */
  inFlight(load: string, second: number): number;
}

/**
 * A load's record tells of an arrival when its outcome is known: while the system hangs, that is a timeout later, and what hangs must not
 * look like what was never sent. The workers tell of each second how many arrivals they took up, all loads together; what no record
 * tells of is in flight, and of several loads each has a share like its share of all that is in flight now.
 */
export function liveArrivals(state: RunState): LiveArrivals {
  const whole = lastWholeSecond(state);
  const open = [...state.loads.values()].filter(({ model }) => model === 'open');
  const waiting = new Map(open.map((load) => [load.name, inFlightNow(load)]));
  const all = [...waiting.values()].reduce((sum, count) => sum + count, 0);
  const missing = new Map<number, number>();
  let left = all;
  for (let second = whole ?? -1; left > 0 && second >= 0 && second > (whole ?? 0) - LOOKED_BACK_SECONDS; second -= 1) {
    const recorded = open.reduce((sum, load) => sum + offeredIn(load, second), 0);
    const without = Math.min(left, (state.generator.seconds.get(second)?.due ?? 0) - recorded);
    if (without <= 0) continue;
    missing.set(second, without);
    left -= without;
  }
  return {
    whole,
    inFlight: (load, second) => Math.round(((missing.get(second) ?? 0) * (waiting.get(load) ?? 0)) / Math.max(1, all)),
  };
}

/** The load's last second is a broken one. */
function lastWholeSecond({ generator: { wholeSecond }, phases }: RunState): number | null {
  const endMs = Math.max(0, ...phases.map(({ toMs }) => toMs ?? Infinity));
  const whole = Math.min(wholeSecond ?? -1, Math.floor(endMs / 1000) - 1);
  return whole < 0 ? null : whole;
}

function inFlightNow({ workers }: LoadState): number {
  return [...workers.values()].reduce((sum, worker) => sum + worker.inFlight, 0);
}

/** A second that a phase boundary cuts has a share in both phases. */
function offeredIn({ phases }: LoadState, second: number): number {
  let sum = 0;
  for (const phase of phases.values()) sum += phase.seconds.get(second)?.offered ?? 0;
  return sum;
}
