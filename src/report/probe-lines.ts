import { JUDGED_PHASES } from '../plan/phase.ts';
import type { ProbeRow, ProbeStatistics } from './report.ts';
import { columns, wrapped } from './text-block.ts';

const INDENT = '  ';

/** For each probe how many answers were as expected, by phase, and what the first was that was not. */
export function probeLines(probes: readonly ProbeRow[]): string[] {
  const table = columns(probes.map(cells), INDENT);
  if (table.length !== probes.length) return [...table, ...probes.flatMap((probe) => failureLines(probe, `${probe.name}: `))];
  return probes.flatMap((probe, index) => [table[index] ?? '', ...failureLines(probe, '')]);
}

function cells({ name, kind, expects, phases }: ProbeRow): string[] {
  return [name, `${kind}, ${expects}`, ...JUDGED_PHASES.map((phase) => counts(phase, phases[phase]))];
}

function counts(phase: string, statistics: ProbeStatistics | undefined): string {
  return statistics === undefined ? '' : `${phase} ${statistics.ok} of ${statistics.count}`;
}

function failureLines({ failures, lost }: ProbeRow, whose: string): string[] {
  const indent = `${INDENT}  `;
  const [first] = failures;
  const told =
    first?.message == null ? [] : wrapped(`${whose}first not as expected at ${seconds(first.atMs)}: ${first.message}`, indent, indent);
  return lost === null ? told : [...told, ...wrapped(`${whose}lost at ${seconds(lost.atMs)}: ${lost.message}`, indent, indent)];
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)}s`;
}
