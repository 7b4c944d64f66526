import type { LoadState } from '../events/load-state.ts';
import { RateSchedule } from '../load/arrivals/rate-schedule.ts';

/** Arrivals that silence must have swallowed before it counts: ten fail to come by chance once in 22,000 times (Poisson, e^-10). */
const SILENT_ARRIVALS = 10;

/**
 * Whether a load that should have brought outcomes brought none in the last `seconds` before second `end`, or in as many as ten
 * arrivals take. Silence by design is none: the load was due in every second of that, and before it for as long as its first arrivals
 * may stay unanswered; a closed one has requests left to send.
 */
export function isSilent(load: LoadState, end: number, judgedFromMs: number, seconds: number): boolean {
  const from = end - secondsNeeded(load, end, judgedFromMs, seconds);
  if (from * 1000 < judgedFromMs || !isDueThrough(load, from * 1000 - load.timeoutMs, end * 1000)) return false;
  return !load.known.some((known) => known.second >= from && known.second < end && known.counts.offered > 0);
}

function secondsNeeded(load: LoadState, end: number, judgedFromMs: number, seconds: number): number {
  if (load.model === 'closed') return seconds;
  const due = dueIn(load);
  const isEnough = (needed: number): boolean =>
    (end - needed) * 1000 < judgedFromMs || due((end - needed) * 1000, end * 1000) >= SILENT_ARRIVALS;
  if (isEnough(seconds)) return seconds;
  // A run of days that has fallen idle is asked each second: halved, not counted.
  let [short, enough] = [seconds, Math.max(seconds, end - Math.ceil(judgedFromMs / 1000)) + 1];
  while (enough - short > 1) {
    const middle = Math.floor((short + enough) / 2);
    if (isEnough(middle)) enough = middle;
    else short = middle;
  }
  return enough;
}

function isDueThrough(load: LoadState, fromMs: number, toMs: number): boolean {
  if (fromMs < 0) return false;
  if (load.model === 'closed') return load.amount === null || offeredBesideWarmup(load) < load.amount;
  const due = dueIn(load);
  for (let atMs = toMs; atMs > fromMs; atMs -= 1000) if (due(atMs - 1000, atMs) === 0) return false;
  return true;
}

/** Arrivals that the schedule expects between two moments of the timeline. Logs of before it was kept have the peak rate alone. */
function dueIn({ schedule, peakRate }: LoadState): (fromMs: number, toMs: number) => number {
  const rates = new RateSchedule(schedule?.arrivals ?? { kind: 'constant', ratePerSecond: peakRate });
  const by = (ms: number): number => rates.expectedBy((ms - (schedule?.startAfterMs ?? 0)) * 1000);
  return (fromMs, toMs) => by(toMs) - by(fromMs);
}

/** What a closed load sends in the warm-up is beside its amount. */
function offeredBesideWarmup({ phases }: LoadState): number {
  return [...phases].reduce((sum, [name, { counts }]) => (name === 'warmup' ? sum : sum + counts.offered), 0);
}
