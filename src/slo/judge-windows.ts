import type { LoadState } from '../events/load-state.ts';
import type { RunState } from '../events/run-state.ts';
import type { PlannedSlo } from '../plan/run-plan.ts';
import { JUDGED_PHASES } from '../plan/phase.ts';
import type { SloRow } from '../report/report.ts';
import { formatDuration } from '../units/duration.ts';
import { staysUnder } from './compare.ts';
import { measure } from './measure.ts';
import type { Measurement } from './measurement.ts';
import { countsSample, phaseSample } from './sample.ts';
import type { Sample, Standpoint } from './sample.ts';
import type { SloWindow } from './slo-options.ts';
import { sloRow, undecidedRow } from './slo-row.ts';
import { windowStretches } from './window-stretches.ts';

interface Judged extends Measurement {
  readonly fromMs: number;
}

/** Each stretch of `size` in the phase, on plain values: a few arrivals decide nothing. */
export function judgeWindows(slo: PlannedSlo, window: SloWindow, state: RunState, load: LoadState, standpoint: Standpoint): SloRow {
  const method = `in ${window.mode} window of ${formatDuration(window.sizeMs)}, begun at each second, compared as it is`;
  const windows = windowsOf(slo, window, state, load, standpoint);
  const decided = windows.filter(({ holds }) => holds !== null);
  if (decided.length === 0) return undecidedRow(slo, method, windows.length === 0 ? 'the phase was shorter than one window' : 'no samples');
  const failed = decided.filter(({ holds }) => holds === false);
  const silent = windows.length - decided.length;
  const shown =
    worst(slo, window.mode === 'every' ? decided : decided.filter(({ holds }) => holds === true), window.mode) ??
    worst(slo, decided, window.mode);
  const first = failed[0];
  const note =
    first === undefined
      ? `${decided.length} windows hold`
      : `${failed.length} of ${decided.length} windows do not hold, the first from ${formatDuration(Math.round(first.fromMs))} on`;
  return sloRow(slo, {
    n: decided.reduce((sum, { n }) => Math.max(sum, n), 0),
    value: shown?.value ?? null,
    censored: shown?.censored ?? false,
    atLeast: shown?.atLeast ?? null,
    holds: holdsIn(windows, window),
    method,
    note: silent > 0 ? `${note}; ${silent} had no samples` : note,
  });
}

/** Where the first window begins that does not hold; `null`: all that can be judged do. */
export function firstFailedWindowMs(slo: PlannedSlo, window: SloWindow, state: RunState, load: LoadState): number | null {
  return windowsOf(slo, window, state, load).find(({ holds }) => holds === false)?.fromMs ?? null;
}

/** Whether the windows hold as their mode wants it, each of them measured `as` told; `null`: that cannot be said. */
export function windowsHold(
  slo: PlannedSlo,
  window: SloWindow,
  state: RunState,
  load: LoadState,
  as: (sample: Sample) => Sample,
): boolean | null {
  return holdsIn(windowsOf(slo, window, state, load, 'finished', as), window);
}

function holdsIn(windows: readonly Judged[], { mode }: SloWindow): boolean | null {
  const settled = mode === 'any';
  if (windows.some(({ holds }) => holds === settled)) return settled;
  return windows.length === 0 || windows.some(({ holds }) => holds === null) ? null : !settled;
}

/** Of the phases judged, each on its own: a window does not reach from one phase into the next. */
function windowsOf(
  slo: PlannedSlo,
  { sizeMs }: SloWindow,
  state: RunState,
  load: LoadState,
  standpoint: Standpoint = 'finished',
  as: (sample: Sample) => Sample = (sample) => sample,
): Judged[] {
  const { expression, where } = slo.spec;
  return JUDGED_PHASES.filter((name) => slo.phase === 'all' || slo.phase === name).flatMap((name) => {
    const pending = phaseSample(state, load, name, standpoint, where).pendingOver;
    const stretches = state.phases
      .filter((phase) => phase.name === name)
      .flatMap((phase) => windowStretches(phase, Math.ceil(sizeMs / 1000), state, load, where));
    return stretches.map(({ fromMs, spanMs, counts, isNewest }) => {
      const sample = countsSample(state, load, { counts, spanMs, pendingOver: isNewest ? pending : [] });
      return { ...measure(expression, as(sample)), fromMs };
    });
  });
}

/** The one that comes nearest to breaking the limit, or of `any` the one that keeps it best. */
function worst({ spec: { expression } }: PlannedSlo, windows: readonly Judged[], mode: SloWindow['mode']): Judged | null {
  const sign = (staysUnder(expression.comparison) ? 1 : -1) * (mode === 'every' ? 1 : -1);
  const rank = ({ value, censored }: Judged): number => (censored ? Infinity : value === null ? -Infinity : value) * sign;
  return windows.reduce<Judged | null>((found, one) => (found === null || rank(one) > rank(found) ? one : found), null);
}
