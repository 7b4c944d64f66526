import { setTimeout as sleep } from 'node:timers/promises';
import { median } from '../proxy/statistics.ts';
import type { Bench, BenchRow } from './bench.ts';
import { ClientProcess } from './client-process.ts';
import { FarEnd } from './far-end.ts';
import type { Finding } from './finding.ts';
import { openShakedown } from './open-commands.ts';
import { residentMbOf } from './process-usage.ts';

const RATE = 5000;
const MINUTES = 20;
const MUST = `the last ${MINUTES / 2} of ${MINUTES} minutes flat within 5 %`;
const FLAT = 0.05;
const SAMPLE_MS = 2000;
const MINUTE = 60_000 / SAMPLE_MS;

const WHAT = `memory over ${MINUTES} minutes at ${RATE}/s`;

/** Resident memory of the whole client process, main thread and workers, over a long run. */
export const memoryRow: BenchRow = async (bench) => {
  if (!bench.quick) return FarEnd.during(bench.tools.server, ['instant'], (farEnd) => longRun(bench, farEnd));
  const note = `takes ${MINUTES} minutes: not part of --quick`;
  return [{ row: 'memory', what: WHAT, figures: {}, must: MUST, met: null, note }];
};

async function longRun(bench: Bench, farEnd: FarEnd): Promise<readonly Finding[]> {
  const client = new ClientProcess(openShakedown(bench, `http://127.0.0.1:${farEnd.port}/`, RATE, MINUTES * 60));
  const samples: number[] = [];
  for (; client.isRunning; await sleep(SAMPLE_MS)) {
    samples.push(residentMbOf(client.pid));
    if (samples.length % MINUTE === 0) bench.progress(`memory: minute ${samples.length / MINUTE}, ${samples.at(-1)?.toFixed(1)} MB`);
  }
  const minutes = Array.from({ length: MINUTES }, (_, minute) => median(samples.slice(minute * MINUTE, (minute + 1) * MINUTE)));
  const late = minutes.slice(MINUTES / 2);
  const spread = Math.max(...late) / Math.min(...late) - 1;
  return [
    {
      row: 'memory',
      what: WHAT,
      figures: { 'MB at 1 min': minutes[1] ?? null, 'at 10': minutes[10] ?? null, 'at 19': minutes[19] ?? null, 'spread %': spread * 100 },
      must: MUST,
      met: spread <= FLAT,
    },
  ];
}
