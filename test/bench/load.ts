/**
 * The load engine beside its peers, in the same run, round about so that a busy moment hits all: the table of what it must do.
 *
 *     npm run bench:load [-- --quick] [--only closed,tls,lateness,ceiling,truth,capped,memory,workers] [--rounds 5]
 *
 * `--quick`: some three minutes, one short round each, open loops without peers and no memory row; a look, not a measurement.
 *
 * Peers are those that this machine has: autocannon from the packages; wrk, wrk2, oha, k6 and vegeta from the path. Clients run on
 * core 0, with all of their threads, the server on core 1. The table is printed and kept as JSON under reports/bench/.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Bench, BenchRow } from './load/bench.ts';
import { cappedRow } from './load/capped-row.ts';
import { ceilingRow } from './load/ceiling-row.ts';
import { closedRow, tlsRow } from './load/closed-row.ts';
import { compiledTools } from './load/compiled-tools.ts';
import { formatFinding, type Finding } from './load/finding.ts';
import { foundPeers } from './load/found-peers.ts';
import { latenessRow } from './load/lateness-row.ts';
import { memoryRow } from './load/memory-row.ts';
import { truthRow } from './load/truth-row.ts';
import { workersRow } from './load/workers-row.ts';

const ROWS: Readonly<Record<string, BenchRow>> = {
  closed: closedRow,
  tls: tlsRow,
  lateness: latenessRow,
  ceiling: ceilingRow,
  truth: truthRow,
  capped: cappedRow,
  memory: memoryRow,
  workers: workersRow,
};

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: Object.keys(ROWS).join(',') },
    rounds: { type: 'string' },
  },
});
const wanted = values.only.split(',');
const unknown = wanted.filter((name) => !(name in ROWS));
if (unknown.length > 0) throw new Error(`no row named ${unknown.join(', ')}; there are ${Object.keys(ROWS).join(', ')}`);
if (availableParallelism() < 2) throw new Error('client and server need a core each');

const folder = mkdtempSync(join(tmpdir(), 'shakedown-bench-'));
const bench: Bench = {
  tools: compiledTools(folder),
  quick: values.quick,
  rounds: Number(values.rounds ?? (values.quick ? 1 : 5)),
  folder,
  peers: foundPeers(),
  progress: (text) => void process.stderr.write(`${text}\n`),
};
const startedAt = new Date().toISOString();
const machine = { cpu: cpus()[0]?.model ?? null, cores: availableParallelism(), kernel: release(), node: process.version, load: loadavg() };
const findings: Finding[] = [];
try {
  for (const name of wanted) findings.push(...((await ROWS[name]?.(bench)) ?? []));
} finally {
  rmSync(folder, { recursive: true, force: true });
  const reports = fileURLToPath(new URL('../../reports/bench/', import.meta.url));
  mkdirSync(reports, { recursive: true });
  const path = join(reports, `load-${startedAt.replaceAll(/[:.]/gu, '-')}.json`);
  const { quick, rounds, peers } = bench;
  writeFileSync(path, `${JSON.stringify({ startedAt, machine, quick, rounds, peers: [...peers.keys()], findings }, null, 2)}\n`);
  process.stdout.write(`\n${findings.map(formatFinding).join('\n')}\n\n${path}\n`);
}
