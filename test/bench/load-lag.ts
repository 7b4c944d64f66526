/**
 * How late is the engine, what does it cost, and how much can one worker do?
 *
 *     npm exec -- node test/bench/load-lag.ts [--rates 1000,10000,20000] [--seconds 10] [--tick 500] [--pin]
 *
 * The server runs in a process of its own. `--pin`: client and server on a core each (taskset).
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build, decodeFromCompressedBase64, type Histogram } from 'hdr-histogram-js';
import { loadEntry } from '../contract/load/load-entry.ts';
import { createEngineLoadDriver } from '../../src/load/engine/engine-load-driver.ts';
import { ENGINE_THREADS } from '../contract/load/engine-threads.ts';
import type { LoadReport, LoadTimings } from '../../src/load/load-driver.ts';

const { values } = parseArgs({
  options: {
    rates: { type: 'string', default: '1000,10000,20000,30000,40000' },
    seconds: { type: 'string', default: '10' },
    tick: { type: 'string' },
    url: { type: 'string' },
    pin: { type: 'boolean', default: false },
  },
});

/** The first seconds are left out: compilation and the opening of connections. */
const WARM_UP_SECONDS = 3;

interface Row {
  readonly rate: number;
  readonly 'completed/s': number;
  readonly 'lag p50 ms': number;
  readonly 'lag p99': number;
  readonly 'lag p99.9': number;
  readonly 'lag max': number;
  readonly 'service p50': number;
  readonly 'service p99': number;
  readonly 'worker CPU': number;
  readonly 'process CPU': number;
  readonly connections: number;
}

async function measure(url: string, rate: number, seconds: number): Promise<Row> {
  const reports: LoadReport[] = [];
  const options = values.tick === undefined ? {} : { tickUs: Number(values.tick) };
  const entry = loadEntry({ url, rate, timeoutMs: 5000 }, { name: 'bench', maxInFlight: 5000 });
  const listener = { onReport: (report: LoadReport) => void reports.push(report), onWorkerLost: (_: number, why: string) => fail(why) };
  const plan = { run: 'bench', userAgent: 'shakedown/bench', limits: [], closed: [], entries: [entry] };
  const load = await createEngineLoadDriver(ENGINE_THREADS, options).prepare(plan, listener, new AbortController().signal);
  load.begin(process.hrtime.bigint() + 100_000_000n, WARM_UP_SECONDS * 1000);
  setTimeout(() => (cpuAt = process.cpuUsage()), 100 + WARM_UP_SECONDS * 1000);
  let cpuAt = process.cpuUsage();
  const endMs = (WARM_UP_SECONDS + seconds) * 1000;
  await load.finish(endMs);
  const cpu = process.cpuUsage(cpuAt);
  await load.dispose();

  const timings = reports.flatMap((report) => report.timings).filter(({ phase }) => phase === 'baseline');
  const lag = merged(timings, 'dispatchLag');
  const service = merged(timings, 'serviceTime');
  const health = reports.flatMap((report) => report.health).filter(({ second }) => second >= WARM_UP_SECONDS);
  const at = (histogram: Histogram, percentile: number): number => round(histogram.getValueAtPercentile(percentile) / 1000);
  return {
    rate,
    'completed/s': Math.round(service.totalCount / seconds),
    'lag p50 ms': at(lag, 50),
    'lag p99': at(lag, 99),
    'lag p99.9': at(lag, 99.9),
    'lag max': round(lag.maxValue / 1000),
    'service p50': at(service, 50),
    'service p99': at(service, 99),
    'worker CPU': round(health.reduce((sum, { cpuCores }) => sum + (cpuCores ?? NaN), 0) / health.length),
    'process CPU': round((cpu.user + cpu.system) / 1e6 / seconds),
    connections: Math.max(...reports.flatMap(({ live }) => live.map(({ connectionsOpened }) => connectionsOpened))),
  };
}

function merged(timings: readonly LoadTimings[], kind: 'dispatchLag' | 'serviceTime'): Histogram {
  const sum = build({ bitBucketSize: 32, autoResize: true, highestTrackableValue: 3_600_000_000, numberOfSignificantValueDigits: 3 });
  for (const { [kind]: times } of timings) if (times.histogram !== null) sum.add(decodeFromCompressedBase64(times.histogram));
  return sum;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function fail(why: string): never {
  throw new Error(`the worker was lost: ${why}`);
}

const hasTaskset = values.pin === true && spawnSync('taskset', ['--version']).status === 0;
const serverFile = fileURLToPath(new URL('./load-server.ts', import.meta.url));
const command = hasTaskset ? ['taskset', '-c', '1', process.execPath, serverFile] : [process.execPath, serverFile];
const server = spawn(command[0] ?? '', command.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] });
if (hasTaskset) spawnSync('taskset', ['-a', '-c', '-p', '0', String(process.pid)]);
try {
  const [line] = await once(server.stdout, 'data');
  const url = values.url ?? `http://127.0.0.1:${JSON.parse(String(line)).port}/`;
  const rows: Row[] = [];
  for (const rate of values.rates.split(',').map(Number)) rows.push(await measure(url, rate, Number(values.seconds)));
  console.table(rows);
} finally {
  server.kill();
}
