import type { LoadState } from '../events/load-state.ts';
import type { RunState } from '../events/run-state.ts';
import type { PlannedSlo } from '../plan/run-plan.ts';
import { JUDGED_PHASES } from '../plan/phase.ts';
import type { SloRow } from '../report/report.ts';
import { formatDuration } from '../units/duration.ts';
import { staysUnder } from './compare.ts';
import { measure } from './measure.ts';
import type { Measurement } from './measurement.ts';
import { countsSample } from './sample.ts';
import { countsOfSeconds } from './second-windows.ts';
import type { SloWindow } from './slo-options.ts';
import { sloRow, undecidedRow } from './slo-row.ts';

interface Judged extends Measurement {
  readonly fromSecond: number;
}

/** Each stretch of `size` that lies wholly in the phase, begun at each of its seconds, on plain values: a few arrivals decide nothing. */
export function judgeWindows(slo: PlannedSlo, window: SloWindow, state: RunState, load: LoadState): SloRow {
  const seconds = Math.ceil(window.sizeMs / 1000);
  const method = `in ${window.mode} window of ${formatDuration(window.sizeMs)}, begun at each second, compared as it is`;
  const windows = windowsOf(slo, seconds, state, load);
  const decided = windows.filter(({ holds }) => holds !== null);
  if (decided.length === 0) return undecidedRow(slo, method, windows.length === 0 ? 'the phase was shorter than one window' : 'no samples');
  const failed = decided.filter(({ holds }) => holds === false);
  const silent = windows.length - decided.length;
  const shown =
    worst(slo, window.mode === 'every' ? decided : decided.filter(({ holds }) => holds === true), window.mode) ??
    worst(slo, decided, window.mode);
  const holds =
    window.mode === 'every'
      ? failed.length > 0
        ? false
        : silent > 0
          ? null
          : true
      : failed.length < decided.length
        ? true
        : silent > 0
          ? null
          : false;
  const first = failed[0];
  const note =
    first === undefined
      ? `${decided.length} windows hold`
      : `${failed.length} of ${decided.length} windows do not hold, the first from ${formatDuration(first.fromSecond * 1000)} on`;
  return sloRow(slo, {
    n: decided.reduce((sum, { n }) => Math.max(sum, n), 0),
    value: shown?.value ?? null,
    censored: shown?.censored ?? false,
    atLeast: shown?.atLeast ?? null,
    holds,
    method,
    note: silent > 0 ? `${note}; ${silent} had no samples` : note,
  });
}

/** Where the first window begins that does not hold; `null`: all that can be judged do. */
export function firstFailedWindowMs(slo: PlannedSlo, window: SloWindow, state: RunState, load: LoadState): number | null {
  const failed = windowsOf(slo, Math.ceil(window.sizeMs / 1000), state, load).find(({ holds }) => holds === false);
  return failed === undefined ? null : failed.fromSecond * 1000;
}

function windowsOf(slo: PlannedSlo, seconds: number, state: RunState, load: LoadState): Judged[] {
  return spans(slo, state).flatMap(({ from, to }) =>
    Array.from({ length: Math.max(0, to - from - seconds + 1) }, (_, at) => judgeWindow(slo, state, load, from + at, seconds)),
  );
}

/** Whole seconds of the phases judged, each on its own: a window does not reach from one phase into the next. */
function spans(slo: PlannedSlo, state: RunState): { readonly from: number; readonly to: number }[] {
  const names: readonly string[] = slo.phase === 'all' ? JUDGED_PHASES : [slo.phase];
  return state.phases.flatMap(({ name, fromMs, toMs }) =>
    names.includes(name) && toMs !== null ? [{ from: Math.ceil(fromMs / 1000), to: Math.floor(toMs / 1000) }] : [],
  );
}

function judgeWindow(slo: PlannedSlo, state: RunState, load: LoadState, from: number, seconds: number): Judged {
  const { expression, where } = slo.spec;
  const counts = countsOfSeconds(state, load, from, from + seconds, from * 1000, where);
  return { ...measure(expression, countsSample(state, load, { counts, spanMs: seconds * 1000 })), fromSecond: from };
}

/** The one that comes nearest to breaking the limit, or of `any` the one that keeps it best. */
function worst({ spec: { expression } }: PlannedSlo, windows: readonly Judged[], mode: SloWindow['mode']): Judged | null {
  const sign = (staysUnder(expression.comparison) ? 1 : -1) * (mode === 'every' ? 1 : -1);
  const rank = ({ value, censored }: Judged): number => (censored ? Infinity : value === null ? -Infinity : value) * sign;
  return windows.reduce<Judged | null>((found, one) => (found === null || rank(one) > rank(found) ? one : found), null);
}
