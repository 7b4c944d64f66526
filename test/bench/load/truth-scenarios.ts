import { arrivalSequence } from '../../../src/load/arrivals/arrival-sequence-of.ts';
import { deriveSeed } from '../../../src/random/derive-seed.ts';
import { constantOffsetsUs, queueDeparture, stallDeparture, type Departure } from './pathwise-truth.ts';

/** A server whose every answer can be told beforehand, and a load on it. */
export interface TruthScenario {
  readonly title: string;
  readonly rate: number;
  readonly spacing: 'constant' | 'poisson';
  readonly seconds: number;
  readonly warmUpSeconds: number;
  /** Arguments of server.c. */
  readonly mode: readonly string[];
  /** Fresh for each use: a queue remembers. */
  readonly departure: () => Departure;
  /** Of its stalls; `null`: it has none. */
  readonly periodMs: number | null;
}

export const TRUTH_SEED = 7;

/**
 * Requests a second. With 500 each percentile falls exactly between one request of every stall and the next, 2 ms apart, and which of them it
 * is, the slowest of ten stalls decides. With 725 it falls among requests that all have the same place in their stall.
 */
const ODD = 725;

const WARM_UP_SECONDS = 3;

/**
 * A queue turns each late arrival into a dozen, and client, server and V8's compiler have two cores between them: at such rates it takes
 * half a minute until what is run often enough to be compiled is.
 */
const COMPILED_SECONDS = 36;

export const truthScenarios = (quick: boolean): readonly TruthScenario[] =>
  quick
    ? [stalled(ODD, 1200, 2000, 200, 12), queued(600, 1000, 10, WARM_UP_SECONDS)]
    : [
        stalled(ODD, 1200, 10_000, 1000, 30),
        stalled(ODD, 1200, 2000, 200, 20),
        stalled(2000, 300, 5000, 400, 20),
        queued(600, 1000, 20, COMPILED_SECONDS),
        queued(800, 1000, 20, COMPILED_SECONDS),
      ];

function stalled(rate: number, serviceUs: number, periodMs: number, stallMs: number, seconds: number): TruthScenario {
  return {
    title: `${stallMs} ms stall in every ${periodMs / 1000} s, ${rate}/s`,
    rate,
    spacing: 'constant',
    seconds,
    warmUpSeconds: WARM_UP_SECONDS,
    mode: ['stall', ...[serviceUs, periodMs, stallMs].map(String)],
    departure: () => stallDeparture(serviceUs, periodMs * 1000, stallMs * 1000),
    periodMs,
  };
}

function queued(rate: number, serviceUs: number, seconds: number, warmUpSeconds: number): TruthScenario {
  return {
    title: `M/D/1 of ${serviceUs} µs, ${rate}/s`,
    rate,
    spacing: 'poisson',
    seconds,
    warmUpSeconds,
    mode: ['queue', String(serviceUs)],
    departure: () => queueDeparture(serviceUs),
    periodMs: null,
  };
}

/** When our own run's arrivals are intended, µs from its zero, up to `untilUs`: by the same pure functions, from the same seed. */
export function ownOffsetsUs({ rate, spacing }: TruthScenario, untilUs: number): number[] {
  if (spacing === 'constant') return constantOffsetsUs(rate, Math.ceil((untilUs / 1e6) * rate));
  const sequence = arrivalSequence({ kind: 'poisson', ratePerSecond: rate }, deriveSeed(TRUTH_SEED, 'load/load'), { worker: 0, of: 1 });
  const offsets: number[] = [];
  for (let at = sequence.next(); at < untilUs; at = sequence.next()) offsets.push(at);
  return offsets;
}
