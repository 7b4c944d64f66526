import type { ProbeSpec } from '../manifest/probe-spec.ts';

/** One probe, ready to be asked. */
export interface Prober {
  readonly spec: ProbeSpec;
  /** Resolves by the time `signal` aborts; never rejects but for bugs. */
  ask(signal: AbortSignal): Promise<ProbeAnswer>;
}

export type ProbeAnswer = Answered | Unasked;

/** What the system said, or that it said nothing: a refused connection is an answer. */
export interface Answered {
  readonly kind: 'answered';
  readonly ok: boolean;
  /** What was measured, in `unit`; `null` where there was nothing to measure. */
  readonly value: number | null;
  readonly unit: string | null;
  /** Why it is not as expected; `null` when it is. */
  readonly message: string | null;
}

/** The one who would know could not be asked, which says nothing of the system. `hopeless`: nor will it be another time. */
export interface Unasked {
  readonly kind: 'unasked';
  readonly hopeless: boolean;
  readonly message: string;
}
