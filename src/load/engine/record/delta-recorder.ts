import { PHASES } from '../../../plan/phase.ts';
import type { LatencyLimit, LoadDelta } from '../../load-driver.ts';
import type { HistogramPool } from './histogram-pool.ts';
import { OpenDelta, type DeltaKey, type RecordedEndpoints } from './open-delta.ts';
import type { ResolvedArrival } from './resolved-arrival.ts';

/** Counts the ended arrivals of one load entry, by phase and intended second, until they are taken for a report. */
export class DeltaRecorder {
  readonly #identity: Pick<DeltaKey, 'load' | 'worker'>;
  readonly #endpoints: RecordedEndpoints;
  readonly #limits: readonly LatencyLimit[];
  readonly #histograms: HistogramPool;
  /** By second × phases + phase. */
  readonly #open = new Map<number, OpenDelta>();
  readonly #spare: OpenDelta[] = [];
  #lastKey = -1;
  #last: OpenDelta | null = null;

  constructor(
    identity: Pick<DeltaKey, 'load' | 'worker'>,
    endpoints: RecordedEndpoints | string,
    limits: readonly LatencyLimit[],
    histograms: HistogramPool,
  ) {
    this.#identity = identity;
    this.#endpoints = typeof endpoints === 'string' ? { arrivals: [endpoints], steps: [] } : endpoints;
    this.#limits = limits;
    this.#histograms = histograms;
  }

  add(arrival: ResolvedArrival): void {
    this.#openOf(arrival).add(arrival);
  }

  /** A request of a flow: no arrival of its own. */
  addStep(step: ResolvedArrival): void {
    this.#openOf(step).addStep(step);
  }

  #openOf(arrival: ResolvedArrival): OpenDelta {
    const key = Math.floor(arrival.intendedUs / 1e6) * PHASES.length + PHASES.indexOf(arrival.phase);
    if (key !== this.#lastKey || this.#last === null) {
      this.#last = this.#at(key);
      this.#lastKey = key;
    }
    return this.#last;
  }

  /** All counted since the last call. */
  take(): LoadDelta[] {
    const deltas: LoadDelta[] = [];
    for (const [key, open] of this.#open) {
      const phase = PHASES[key % PHASES.length];
      if (phase === undefined) continue;
      deltas.push(open.take({ ...this.#identity, phase, second: Math.floor(key / PHASES.length) }, this.#endpoints));
      this.#spare.push(open);
    }
    this.#open.clear();
    this.#last = null;
    return deltas;
  }

  #at(key: number): OpenDelta {
    let open = this.#open.get(key);
    if (open === undefined) {
      open = this.#spare.pop() ?? new OpenDelta(this.#limits, this.#histograms);
      this.#open.set(key, open);
    }
    return open;
  }
}
