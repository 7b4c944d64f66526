import type { LoadState } from '../../../events/load-state.ts';
import { JUDGED_PHASES } from '../../../plan/phase.ts';
import { mergeTimes, ms } from '../../load-statistics.ts';
import type { ChartLimit, ChartLine } from './time-chart.ts';
import { logRange } from './time-chart.ts';

/** The distribution of each phase, as HdrHistogram draws it: times over 1 ÷ (1 − p), so that each step right is a nine more. */
export interface PercentilePlot {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly summary: string;
  /** Shares, ascending: .5, .9, .99, .999. */
  readonly shares: readonly number[];
  readonly minMs: number;
  readonly maxMs: number;
  readonly lines: readonly ChartLine[];
  readonly limits: readonly (ChartLimit & { readonly share: number | null })[];
}

const STEPS_PER_NINE = 16;
const MOST_NINES = 5;
const DASHES = { baseline: '', fault: '7 3', recovery: '2 3' } as const;
const COLOURS = { baseline: 6, fault: 3, recovery: 1 } as const;

/** Failures lie above every success: where a line ends at the top, the rest of the phase's arrivals failed. */
export function percentilePlot(load: LoadState, id: string, limits: PercentilePlot['limits']): PercentilePlot | null {
  const phases = JUDGED_PHASES.flatMap((name) => {
    const phase = load.phases.get(name);
    if (phase === undefined) return [];
    const { ok, failed, dropped, answeredMaxUs } = phase.counts;
    const { okServiceTime, failedServiceTime } = phase.timings;
    const open = { histogram: phase.okResponseTime, n: ok + failed + dropped, maxUs: answeredMaxUs };
    const answers = mergeTimes([okServiceTime.histogram, failedServiceTime.histogram]);
    const closed = { histogram: answers, n: answers.count, maxUs: Math.max(okServiceTime.maxUs, failedServiceTime.maxUs) };
    const times = load.model === 'open' ? open : closed;
    return times.n === 0 ? [] : [{ name, ...times }];
  });
  const most = Math.max(0, ...phases.map(({ n }) => n));
  if (most === 0) return null;
  const nines = Math.min(MOST_NINES, Math.max(1, Math.log10(most)));
  const shares = Array.from({ length: Math.floor(nines * STEPS_PER_NINE) + 1 }, (_, step) => 1 - 10 ** (-step / STEPS_PER_NINE));
  const lines = phases.map(({ name, histogram, n, maxUs }): ChartLine => {
    // One arrival in n is the finest step that a phase can tell.
    const ranks = shares.map((share) => (1 - share < 1 / n ? null : Math.max(1, Math.ceil(share * n - 1e-9))));
    const known = histogram.atRanks(ranks.filter((rank) => rank !== null));
    const values = ranks.filter((rank) => rank !== null).map((_, index) => known[index] ?? null);
    return {
      label: name,
      colour: COLOURS[name],
      dash: DASHES[name],
      fill: false,
      values: ranks.map((rank, index) => {
        if (rank === null) return null;
        const us = values[index] ?? null;
        return ms(us, maxUs) ?? 'failed';
      }),
    };
  });
  const drawn = lines.flatMap(({ values }) => values);
  const failures = drawn.includes('failed') ? [load.timeoutMs] : [];
  const { min, max } = logRange([...drawn.filter((value) => typeof value === 'number'), ...failures, ...limits.map(({ value }) => value)]);
  return {
    id,
    title: 'Percentiles by phase',
    note: 'Each step to the right is one nine more. Failures rank above every success: a line that runs into the top edge (▲) ends in them.',
    summary: lines.map(({ label }) => label).join(', '),
    shares,
    minMs: min,
    maxMs: max,
    lines,
    limits,
  };
}
