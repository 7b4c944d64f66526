import type { PhaseName } from '../plan/phase.ts';
import type { RunEventBody, RunStarted } from './run-event.ts';

/** Two and three quarter hours at one a second: more than a dashboard or a chart draws. Counts are kept apart, of all. */
const KEPT_RESULTS = 10_000;
/** Enough to tell what is wrong. */
const KEPT_FAILURES = 20;

export type PlannedProbe = NonNullable<RunStarted['probes']>[number];

/** What one probe has found so far. Times on the timeline, ms. */
export interface ProbeState {
  readonly planned: PlannedProbe;
  /** The newest, at most 10,000, in the order in which they were answered. */
  readonly results: ProbeResult[];
  /** Of all results, by phase. */
  readonly phases: Map<PhaseName, ProbeCounts>;
  /** The first failures, with what they said. */
  readonly failures: { readonly atMs: number; readonly phase: PhaseName | null; readonly message: string | null }[];
  /** Of the values; `null` until a result has one. */
  unit: string | null;
  /** It cannot be asked any more. */
  lost: { readonly atMs: number; readonly message: string } | null;
}

export interface ProbeResult {
  /** When it was asked. */
  readonly atMs: number;
  readonly tookMs: number;
  readonly ok: boolean;
  readonly value: number | null;
  /** `null`: after the last phase. */
  readonly phase: PhaseName | null;
}

export interface ProbeCounts {
  ok: number;
  failed: number;
}

export function emptyProbeState(planned: PlannedProbe): ProbeState {
  return { planned, results: [], phases: new Map(), failures: [], unit: null, lost: null };
}

/** One answer, asked in phase `askedIn` and come in `answeredIn`: as with requests, what overlaps the fault belongs to the fault. */
export function foldProbeResult(
  probe: ProbeState,
  event: Extract<RunEventBody, { type: 'probe-completed' }>,
  atMs: number,
  { askedIn, answeredIn }: { readonly askedIn: PhaseName | null; readonly answeredIn: PhaseName | null },
): void {
  const phase = answeredIn === 'fault' ? 'fault' : askedIn;
  const { ok, value, tookMs, message } = event;
  probe.results.push({ atMs, tookMs, ok, value, phase });
  if (probe.results.length > KEPT_RESULTS) probe.results.shift();
  probe.unit ??= event.unit;
  if (!ok && probe.failures.length < KEPT_FAILURES) probe.failures.push({ atMs, phase, message });
  if (phase === null) return;
  const counts = probe.phases.get(phase) ?? { ok: 0, failed: 0 };
  counts[ok ? 'ok' : 'failed'] += 1;
  probe.phases.set(phase, counts);
}
