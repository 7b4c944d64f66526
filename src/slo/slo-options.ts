import type { JudgedPhase } from '../plan/phase.ts';
import type { FailureKind } from './slo-expression.ts';

/** Arrivals that an SLO looks at; `null`: any. */
export interface SloFilter {
  readonly endpoint: string | null;
  /** `failed`: every outcome but ok. */
  readonly outcome: 'ok' | 'failed' | FailureKind | null;
  /** `503`, or `5xx`. */
  readonly status: string | null;
}

/** Judged in each stretch of `sizeMs`, begun at each second of the phase, on plain values. */
export interface SloWindow {
  readonly sizeMs: number;
  /** It must hold in every one of them, or in any. */
  readonly mode: 'every' | 'any';
}

/** How an expression is judged. */
export interface SloOptions {
  /** `null`: bare; `all`: the judged phases together. */
  readonly phase: JudgedPhase | 'all' | null;
  readonly where: SloFilter | null;
  readonly window: SloWindow | null;
  /** `null`: what the statistics demand. */
  readonly minSamples: number | null;
  /** Of the interval that decides, 0 to 1; `null`: values are compared as they are. */
  readonly confidence: number | null;
  /** Judged on the interval of scope `regime`: what this state of the system would show another day. */
  readonly steady: boolean;
  readonly onBreach: 'fail' | 'warn' | 'stop';
  /** Of `onBreach: stop`: from the phase's beginning, before the first look. */
  readonly graceMs: number;
}

export const DEFAULT_CONFIDENCE = 0.95;

export const DEFAULT_SLO_OPTIONS: SloOptions = {
  phase: null,
  where: null,
  window: null,
  minSamples: null,
  confidence: DEFAULT_CONFIDENCE,
  steady: false,
  onBreach: 'fail',
  graceMs: 0,
};

/** One text for equal filters. */
export function filterKey({ endpoint, outcome, status }: SloFilter): string {
  return JSON.stringify([endpoint, outcome, status]);
}

/** `endpoint GET /cart, outcome ok`. */
export function describeFilter({ endpoint, outcome, status }: SloFilter): string {
  const parts = [
    ['endpoint', endpoint],
    ['outcome', outcome],
    ['status', status],
  ];
  return parts.flatMap(([name, value]) => (value === null ? [] : [`${name} ${value}`])).join(', ');
}
