import type { Proof } from '../../fault-driver.ts';
import type { EdgeProbe } from './edge-probe.ts';
import type { Exchange } from './exchange.ts';

/** Odd, so that the median is a measurement; enough that three outliers do not move it. */
const EXCHANGES = 7;
/** What a healthy exchange may take, beside the fault's own time. */
const PATIENCE_MS = 3_000;
/** One that takes longer is not repeated one by one. */
const SLOW_MS = 500;
/** What a busy machine adds or hides. */
const NOISE_MS = 10;
const MOST_LOOKS = 3;

export interface AddedLatency {
  /** Median through the fault − median past it; `null` where an exchange was not answered. */
  readonly addedMs: number | null;
  readonly detail: string;
}

/**
 * Seven exchanges past the fault, then seven through it: at once while the fault is held, since each takes as long as the fault; one after
 * the other to see that it is gone, since seven at once queue up and look like a rest of it.
 */
export async function measureAddedLatency(
  probe: EdgeProbe,
  expectedMs: number,
  how: 'at once' | 'one by one',
  signal: AbortSignal,
): Promise<AddedLatency> {
  const limitMs = PATIENCE_MS + 2 * expectedMs;
  const direct = await oneByOne(() => probe.direct(PATIENCE_MS, signal));
  const through = await (how === 'at once' ? atOnce : oneByOne)(() => probe.through(limitMs, signal));
  const answered = direct.concat(through).every((each) => each.end === 'answered');
  if (!answered) {
    const ends = (list: readonly Exchange[]): string => [...new Set(list.map((each) => each.end))].join(', ');
    return { addedMs: null, detail: `${probe.label}: exchanges through the proxy: ${ends(through)}; directly: ${ends(direct)}` };
  }
  const addedMs = median(through) - median(direct);
  const sign = addedMs < 0 ? '' : '+';
  return { addedMs, detail: `${probe.label}: ${sign}${addedMs.toFixed(1)} ms at the median of ${through.length} exchanges` };
}

/** Looks again, up to twice, while what is measured does not hold: a busy machine's noise passes, another fault than the asked one stays. */
export async function measureUntil(holds: (addedMs: number) => boolean, measure: () => Promise<AddedLatency>): Promise<AddedLatency> {
  for (let look = 1; ; look += 1) {
    const measured = await measure();
    if (look === MOST_LOOKS || (measured.addedMs !== null && holds(measured.addedMs))) return measured;
  }
}

/** Is `addedMs` what was asked for: within 20 %, or 10 ms + jitter, and no less than half of it? */
export function isAsAsked(addedMs: number, askedMs: number, jitterMs: number): boolean {
  const tolerance = Math.max(0.2 * askedMs, NOISE_MS + jitterMs);
  return Math.abs(addedMs - askedMs) <= tolerance && addedMs >= askedMs / 2;
}

/** Is so little left that it can be the machine's noise? */
export function isGone(addedMs: number, askedMs: number): boolean {
  return addedMs <= Math.min(NOISE_MS, askedMs / 2);
}

/** The proof of several edges: that of the worst. */
export function latencyProof(measured: readonly AddedLatency[], holds: (addedMs: number) => boolean): Proof {
  const isProven = (one: AddedLatency): boolean => one.addedMs !== null && holds(one.addedMs);
  const shown = measured.find((one) => !isProven(one)) ?? measured[0];
  const addedMs = shown?.addedMs ?? null;
  return {
    proven: measured.length > 0 && measured.every(isProven),
    what: 'added latency',
    value: addedMs === null ? null : Math.round(addedMs * 1_000) / 1_000,
    unit: 'ms',
    detail: shown?.detail ?? 'no edge to measure',
  };
}

function atOnce(make: () => Promise<Exchange>): Promise<Exchange[]> {
  return Promise.all(Array.from({ length: EXCHANGES }, make));
}

/** Stops early where the first is already slow, or has no answer: six more of that kind would tell nothing new. */
async function oneByOne(make: () => Promise<Exchange>): Promise<Exchange[]> {
  const done = [await make()];
  while (done.length < EXCHANGES && (done[0]?.ms ?? 0) < SLOW_MS) done.push(await make());
  return done;
}

function median(exchanges: readonly Exchange[]): number {
  const sorted = exchanges.map((each) => each.ms).sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}
