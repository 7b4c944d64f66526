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
/** What the way through a proxy may cost by itself, toxic or none, however alike the exchanges are. */
const PROXY_MS = 0.5;
/** So little can be looked at one by one: exchanges that do not queue up behind each other tell it from the machine's noise. */
const SMALL_MS = 50;
const MOST_LOOKS = 3;

/** What a latency fault was asked to add to an exchange. */
export interface AskedLatency {
  readonly addedMs: number;
  /** Uniform ±. */
  readonly jitterMs: number;
}

export interface AddedLatency {
  /** Median through the fault − median past it; `null` where an exchange was not answered. */
  readonly addedMs: number | null;
  /** Fastest through the fault − fastest past it: noise only ever adds, so a fault that holds every exchange shows here, too. */
  readonly leastMs: number;
  /** Exchanges differ by half of what was asked by themselves, or a proxy costs as much: this look says nothing of a fault that is held. */
  readonly hidden: boolean;
  readonly detail: string;
}

/** What the fault is looked at for. */
export type LatencyLook = 'held' | 'gone';

/**
 * Seven exchanges through the fault and as many past it, at the same concurrency on both ways. One by one, in turns, to see that it is gone,
 * and while a small one is held, since seven at once queue up and look like one. At once where each takes long, with the control before
 * and after.
 */
export async function measureAddedLatency(
  probe: EdgeProbe,
  asked: AskedLatency,
  look: LatencyLook,
  signal: AbortSignal,
): Promise<AddedLatency> {
  const limitMs = PATIENCE_MS + 2 * asked.addedMs;
  const askThrough = (): Promise<Exchange> => probe.through(limitMs, signal);
  const askPast = (): Promise<Exchange> => probe.direct(PATIENCE_MS, signal);
  const [through, past] = await (look === 'gone' || asked.addedMs <= SMALL_MS ? inTurns : atOnce)(askThrough, askPast);
  const answered = past.concat(through).every((each) => each.end === 'answered');
  if (!answered) {
    const ends = (list: readonly Exchange[]): string => [...new Set(list.map((each) => each.end))].join(', ');
    const detail = `${probe.label}: exchanges through the proxy: ${ends(through)}; directly: ${ends(past)}`;
    return { addedMs: null, leastMs: 0, hidden: false, detail };
  }
  const addedMs = median(through) - median(past);
  const noiseMs = Math.max(PROXY_MS, spread(past), spread(through) - asked.jitterMs);
  const sign = addedMs < 0 ? '' : '+';
  const words = `${probe.label}: ${sign}${addedMs.toFixed(1)} ms at the median of ${through.length} exchanges`;
  const hidden = look === 'held' && noiseMs >= asked.addedMs / 2;
  return {
    addedMs,
    leastMs: least(through) - least(past),
    hidden,
    detail: hidden ? `${words}, which says nothing: up to ${noiseMs.toFixed(1)} ms of it may be noise` : words,
  };
}

/**
 * Looks again, up to twice, while what is measured does not hold: a busy machine's noise passes, another fault than the asked one stays.
 * Noise only adds, so what counts is the look that found least: where there is no fault, more looks never find one.
 */
export async function measureUntil(
  holds: (measured: AddedLatency) => boolean,
  measure: () => Promise<AddedLatency>,
): Promise<AddedLatency> {
  let lowest: AddedLatency | null = null;
  for (let look = 1; ; look += 1) {
    const measured = await measure();
    if (lowest === null || found(measured) <= found(lowest)) lowest = measured;
    if (look === MOST_LOOKS || holds(lowest)) return lowest;
  }
}

/**
 * Is it what was asked for: within 20 %, or 10 ms + jitter, at the median, and no less than half of it there, nor (jitter aside) 80 %
 * in the fastest exchange, which no delay of everything lets through sooner? What the noise of this moment would hide is not.
 */
export function isAsAsked({ addedMs, leastMs, hidden }: AddedLatency, asked: AskedLatency): boolean {
  if (addedMs === null || hidden) return false;
  const tolerance = Math.max(0.2 * asked.addedMs, NOISE_MS + asked.jitterMs);
  const isNear = Math.abs(addedMs - asked.addedMs) <= tolerance && addedMs >= asked.addedMs / 2;
  return isNear && leastMs >= 0.8 * (asked.addedMs - asked.jitterMs);
}

/** Is so little left that it can be the machine's noise? */
export function isGone({ addedMs }: AddedLatency, asked: AskedLatency): boolean {
  return addedMs !== null && addedMs <= Math.min(NOISE_MS, asked.addedMs / 2);
}

/** The proof of several edges: that of the worst. */
export function latencyProof(measured: readonly AddedLatency[], holds: (measured: AddedLatency) => boolean): Proof {
  const shown = measured.find((one) => !holds(one)) ?? measured[0];
  const addedMs = shown?.addedMs ?? null;
  return {
    proven: measured.length > 0 && measured.every(holds),
    what: 'added latency',
    value: addedMs === null ? null : Math.round(addedMs * 1_000) / 1_000,
    unit: 'ms',
    detail: shown?.detail ?? 'no edge to measure',
  };
}

/** What says nothing is more than anything. */
function found({ addedMs, hidden }: AddedLatency): number {
  return hidden ? Infinity : (addedMs ?? Infinity);
}

type Ask = () => Promise<Exchange>;
type BothWays = readonly [through: Exchange[], past: Exchange[]];

async function atOnce(through: Ask, past: Ask): Promise<BothWays> {
  const all = (ask: Ask): Promise<Exchange[]> => Promise.all(Array.from({ length: EXCHANGES }, ask));
  const before = await all(past);
  const met = await all(through);
  return [met, [...before, ...(await all(past))]];
}

/** Stops early where the first of either is already slow, or has no answer: six more of that kind would tell nothing new. */
async function inTurns(through: Ask, past: Ask): Promise<BothWays> {
  const control = [await past()];
  const met = [await through()];
  if (control.concat(met).some((each) => each.ms >= SLOW_MS)) return [met, control];
  while (met.length < EXCHANGES) {
    control.push(await past());
    met.push(await through());
  }
  return [met, control];
}

function median(exchanges: readonly Exchange[]): number {
  const sorted = exchanges.map((each) => each.ms).sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

/** From the fastest to the median, which is what is judged: how slow the rest is says little. */
function spread(exchanges: readonly Exchange[]): number {
  return median(exchanges) - least(exchanges);
}

function least(exchanges: readonly Exchange[]): number {
  return Math.min(...exchanges.map((each) => each.ms));
}
