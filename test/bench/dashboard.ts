import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { besideLoad } from './dashboard/beside-load.ts';
import { median } from './proxy/statistics.ts';

/**
 * What the dashboard costs. First the CPU of a process that replays a recorded run in a terminal, with the dashboard and without, in
 * interleaved pairs, by size of the terminal; then CPU and dispatch lag beside a real load at half of the capacity. Aim: at most 0.1 of a
 * core. Needs `script` (util-linux) for the terminal, and a C compiler for the server.
 *
 * npm run bench:dashboard -- [pairs of replays] [seconds of each] [pairs of loads]
 */
const [pairs = '3', seconds = '10', loadPairs = '20'] = process.argv.slice(2);
const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const CHILD = fileURLToPath(new URL('./dashboard/replay-child.ts', import.meta.url));
const SIZES = [
  [80, 24],
  [120, 40],
  [200, 60],
] as const;

const folder = mkdtempSync(join(tmpdir(), 'shakedown-bench-'));
try {
  for (const [columns, rows] of SIZES) {
    const costs: number[] = [];
    for (let pair = 0; pair < Number(pairs); pair += 1) {
      costs.push(coresOf('with', columns, rows) - coresOf('without', columns, rows));
    }
    const all = costs.map((cost) => cost.toFixed(3)).join(' ');
    process.stdout.write(`${columns}x${rows}: ${median(costs).toFixed(3)} of a core (pairs: ${all})\n`);
  }
  process.stdout.write(`${await besideLoad(folder, Number(loadPairs))}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Cores used by one replay of the fault phase in real time. */
function coresOf(mode: 'with' | 'without', columns: number, rows: number): number {
  const result = join(folder, 'result.json');
  const child = [process.execPath, CHILD, dist, mode, '24', seconds, '1', result].map((part) => `'${part}'`).join(' ');
  const run = spawnSync('script', ['-qec', `stty cols ${columns} rows ${rows}; exec ${child}`, '/dev/null'], {
    stdio: ['pipe', 'ignore', 'inherit'],
    env: { ...process.env, TERM: 'xterm-256color', CI: '' },
  });
  if (run.status !== 0) throw new Error(`the replay ended with ${run.status ?? run.signal}`);
  const { cores }: { cores: number } = JSON.parse(readFileSync(result, 'utf8'));
  return cores;
}
