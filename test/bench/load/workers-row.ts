import { availableParallelism } from 'node:os';
import { median } from '../proxy/statistics.ts';
import type { Bench, BenchRow } from './bench.ts';
import { FarEnd } from './far-end.ts';
import type { Finding } from './finding.ts';
import { observe } from './observe.ts';
import { shakedownCommand } from './shakedown-command.ts';
import { hardlyDisturbed } from '../undisturbed.ts';

const SKIP_SECONDS = 2;

/** Two workers beside one, closed loop. On two cores the second worker has to share with the server. */
export const workersRow: BenchRow = (bench) => FarEnd.during(bench.tools.server, ['instant'], (farEnd) => compare(bench, farEnd));

async function compare(bench: Bench, farEnd: FarEnd): Promise<readonly Finding[]> {
  const seconds = bench.quick ? 2 : 8;
  const cores = availableParallelism() > 2 ? '0,2' : '0,1';
  const args = ['load', `http://127.0.0.1:${farEnd.port}/`, '--closed', '--engine', 'native', '--connections', '64'];
  const rates: Record<'one' | 'two', number[]> = { one: [], two: [] };
  for (let round = 0; round < bench.rounds; round++) {
    for (const [name, workers] of [
      ['one', 1],
      ['two', 2],
    ] as const) {
      const command = shakedownCommand(
        [...args, '--for', `${SKIP_SECONDS + seconds + 1}s`, '--workers', String(workers)],
        bench.folder,
        cores,
      );
      const { requestsPerSecond } = (await hardlyDisturbed(() => observe(farEnd, command, SKIP_SECONDS, seconds))).value;
      bench.progress(`${name} worker, round ${round + 1}: ${Math.round(requestsPerSecond)}/s`);
      rates[name].push(requestsPerSecond);
    }
  }
  const [one, two] = [median(rates.one), median(rates.two)];
  const what = `two workers against one (cores ${cores})`;
  return [{ row: 'workers', what, figures: { 'one, req/s': one, 'two, req/s': two, ratio: two / one }, must: '', met: null }];
}
