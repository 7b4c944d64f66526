import type { ProbeCounts, ProbeState } from '../events/probe-state.ts';
import { JUDGED_PHASES } from '../plan/phase.ts';
import { at } from './fault-row.ts';
import type { ProbeRow, ProbeStatistics } from './report.ts';

/** What one probe found, by phase; counts are of all results, values of those that are kept. */
export function probeRow({ planned, results, phases, failures, unit, lost }: ProbeState): ProbeRow {
  const values = results.flatMap(({ value }) => (value === null ? [] : [value]));
  const { name, kind, asks, expects, everyMs, timeoutMs } = planned;
  return {
    name,
    kind,
    asks,
    expects,
    everyMs,
    timeoutMs,
    whole: statistics(JUDGED_PHASES.flatMap((phase) => phases.get(phase) ?? [])),
    phases: Object.fromEntries([...phases].map(([phase, counts]) => [phase, statistics([counts])])),
    value: { unit, last: values.at(-1) ?? null, min: extreme(values, Math.min), max: extreme(values, Math.max) },
    failures: failures.map(({ atMs, message }) => ({ atMs: at(atMs) ?? 0, message })),
    lost: lost === null ? null : { atMs: at(lost.atMs) ?? 0, message: lost.message },
  };
}

function statistics(parts: readonly ProbeCounts[]): ProbeStatistics {
  const ok = parts.reduce((sum, part) => sum + part.ok, 0);
  const count = parts.reduce((sum, part) => sum + part.ok + part.failed, 0);
  return { count, ok, successRate: count === 0 ? null : ok / count };
}

function extreme(values: readonly number[], of: (a: number, b: number) => number): number | null {
  return values.length === 0 ? null : values.reduce((a, b) => of(a, b));
}
