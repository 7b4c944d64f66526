import { strikeName } from './trial.ts';
import type { TrialResult } from './run-trial.ts';

/**
 * kind × strike, a row each: how many trials, in how many a fault stood when they were struck, how many healed by themselves (and when),
 * by `recover`, too late, or not. A trial of two kinds is in two rows.
 */
export function renderTable(results: readonly TrialResult[]): string {
  const rows = Map.groupBy(
    results.flatMap((result) =>
      result.trial.faults.map(({ name, stack }) => ({
        key: [`${name}${stack === 'containers' ? ' (container)' : ''}`, strikeName(result.trial.strike)].join('\t'),
        result,
      })),
    ),
    ({ key }) => key,
  );
  const lines = [...rows]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, members]) => {
      const own = members.map(({ result }) => result);
      const count = (healed: TrialResult['healed']): number => own.filter((one) => one.healed === healed).length;
      const times = own.flatMap(({ afterEndMs }) => afterEndMs ?? []);
      return [
        ...key.split('\t'),
        String(own.length),
        String(own.filter(({ stood }) => stood).length),
        String(count('by itself')),
        timesOf(times),
        String(count('by recover')),
        String(count('late')),
        String(count('left')),
      ];
    });
  const head = ['kind', 'strike', 'runs', 'in a fault', 'by itself', 'ms after the end, median (max)', 'by recover', 'late', 'left'];
  return table([head, ...lines]);
}

/** Totals, and how soon after SIGKILL the fault itself was gone. */
export function renderSummary(results: readonly TrialResult[]): string {
  const count = (healed: TrialResult['healed']): number => results.filter((one) => one.healed === healed).length;
  const gone = Map.groupBy(
    results.filter(({ faultGoneMs }) => faultGoneMs !== null),
    ({ trial }) =>
      heldBy(
        trial.faults.map(({ name }) => name),
        trial.stack,
      ),
  );
  return [
    `${results.length} runs: ${count('by itself')} healed by themselves, ${count('by recover')} by recover, ${count('late')} too late, ${count('left')} left something`,
    `struck while a fault stood: ${results.filter(({ stood }) => stood).length}; before or after: ${results.filter(({ stood }) => !stood).length}; on a stack of the run’s own: ${results.filter(({ trial }) => trial.ownStack).length}`,
    ...[...gone].map(
      ([held, own]) =>
        `fault gone after SIGKILL, ${held}: ${timesOf(own.flatMap(({ faultGoneMs }) => faultGoneMs ?? []))} ms, ${own.length} runs`,
    ),
  ].join('\n');
}

const CHANGES = ['pause', 'kill', 'stop', 'restart', 'crash', 'cpu_throttle', 'memory_limit', 'pids_limit', 'fd_limit'];

function heldBy(names: readonly string[], stack: string): string {
  if (stack === 'processes') return names.includes('pause') ? 'watchdog' : 'fault proxy';
  // Whatever changes a container's state or limits must be undone by somebody; the rest goes with its helper.
  return names.some((name) => CHANGES.includes(name)) ? 'watchdog, containers' : 'leash';
}

function timesOf(times: readonly number[]): string {
  if (times.length === 0) return '-';
  const sorted = [...times].toSorted((a, b) => a - b);
  return `${sorted[Math.floor(sorted.length / 2)]} (${sorted.at(-1)})`;
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
