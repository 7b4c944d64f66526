/**
 * How long a fault outlives its injector: from SIGKILL of the command line to no trace of it, for each way in which faults are held.
 * Watched by what the kernel shows (its rules, disks, cgroups and processes), so that no engine is asked whose work it is that is timed.
 *
 *     npm run bench:undo [-- --rounds 10 --only pause,isolate --json figures.json]
 *
 * Medians, with the load of the machine and what its host took of its CPU meanwhile; kept as JSON under reports/bench/, every round in it.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { leavePrivateEngine } from '../setup/docker/private-engine.ts';
import { standingStack } from '../torture/torture.ts';
import { StolenLog } from './docker/stolen-log.ts';
import { measureUndo } from './undo/measure-undo.ts';
import type { UndoRound } from './undo/measure-undo.ts';
import { UNDO_CASES } from './undo/undo-cases.ts';

const startedAt = new Date().toISOString();
const REPORTS = fileURLToPath(new URL('../../reports/bench/', import.meta.url));
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    only: { type: 'string', default: '' },
    json: { type: 'string', default: join(REPORTS, `undo-${startedAt.replaceAll(/[:.]/gu, '-')}.json`) },
  },
});
const print = (text: string): void => void process.stdout.write(`${text}\n`);
const wanted = values.only.split(',');
const cases = UNDO_CASES.filter(({ kind }) => values.only === '' || wanted.includes(kind));

const stolen = new StolenLog();
process.env['SHAKEDOWN_TEST_SUITE'] = String(process.pid);
try {
  const stack = await standingStack();
  const machine = { cpu: cpus()[0]?.model ?? null, cores: availableParallelism(), node: process.version };
  const rows: unknown[] = [];
  await mkdir(dirname(values.json), { recursive: true });
  print(`${'fault (held by)'.padEnd(36)} rounds  median ms  least  most  load  host took`);
  for (const one of cases) {
    const rounds: (UndoRound & { readonly stolen: number | null; readonly load: number | null })[] = [];
    for (let round = 0; round < Number(values.rounds); round += 1) {
      const measured = await measureUndo(one, stack);
      rounds.push({ ...measured, stolen: stolen.share(measured.fromMs, measured.toMs), load: loadavg()[0] ?? null });
      if (measured.failure !== null) print(`  without a figure: ${measured.failure.split('\n')[0] ?? ''}`);
    }
    rows.push({ name: one.name, rounds });
    print(rowOf(one.name, rounds));
    await writeFile(values.json, `${JSON.stringify({ startedAt, machine, rows }, null, 2)}\n`);
  }
  await stack.labelled.dispose();
  print(`\n${values.json}`);
} finally {
  stolen.stop();
  await leavePrivateEngine(process.pid);
}

function rowOf(name: string, rounds: readonly (UndoRound & { readonly stolen: number | null; readonly load: number | null })[]): string {
  const times = rounds.flatMap(({ goneMs }) => goneMs ?? []).toSorted((a, b) => a - b);
  const at = (index: number): string => times.at(index)?.toFixed(0) ?? '-';
  const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / Math.max(1, numbers.length);
  const load = mean(rounds.flatMap((one) => one.load ?? [])).toFixed(1);
  const host = `${(mean(rounds.flatMap((one) => one.stolen ?? [])) * 100).toFixed(1)} %`;
  const columns = [String(times.length).padStart(6), at(Math.floor(times.length / 2)).padStart(10), at(0).padStart(6), at(-1).padStart(5)];
  return `${name.padEnd(36)} ${columns.join(' ')} ${load.padStart(5)}  ${host}`;
}
