/**
 * The embedded fault proxy beside the real Toxiproxy, in the same run, round about so that a busy moment hits both. What the machine's
 * host disturbed is measured again; the most that it took of the CPU during a measurement that counts is told at the end.
 *
 *     npm run bench:proxy [-- --rounds 5 --only requests,bulk,connections,latency,bandwidth,memory]
 */
import { parseArgs } from 'node:util';
import { download, upload } from './proxy/bulk.ts';
import type { Lane } from './proxy/lanes.ts';
import { openLanes } from './proxy/lanes.ts';
import { connectionRate, smallRequests } from './proxy/small-requests.ts';
import { median, quantile } from './proxy/statistics.ts';
import { openLoop, stalledMemory, throttledRate } from './proxy/toxic-rows.ts';
import { undisturbed } from './undisturbed.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: 'requests,bulk,connections,latency,bandwidth,memory' },
  },
});
const rounds = Number(values.rounds);
const wanted = new Set(values.only.split(','));
const { lanes, close } = await openLanes();
const print = (text: string): void => void process.stdout.write(`${text}\n`);

type Row = Partial<Record<Lane['title'], number>>;

let mostStolen = 0;

/** The medians over rounds of every lane's figures, a row for each of them. */
async function compareAll<K extends string>(measure: (lane: Lane) => Promise<Readonly<Record<K, number>>>): Promise<(figure: K) => Row> {
  const seen = new Map<Lane['title'], Readonly<Record<K, number>>[]>(lanes.map((lane) => [lane.title, []]));
  for (let round = 0; round < rounds; round++) {
    for (const lane of lanes) {
      const { value, stolenShare } = await undisturbed(() => measure(lane));
      mostStolen = Math.max(mostStolen, stolenShare ?? 0);
      seen.get(lane.title)?.push(value);
    }
  }
  return (figure) => Object.fromEntries([...seen].map(([title, figures]) => [title, median(figures.map((each) => each[figure]))]));
}

async function compare(measure: (lane: Lane) => Promise<number>): Promise<Row> {
  return (await compareAll(async (lane) => ({ only: await measure(lane) })))('only');
}

const p50AndP99 = (times: readonly number[]): { p50: number; p99: number } => ({ p50: median(times), p99: quantile(times, 0.99) });

function show(what: string, row: Row, must: string, ratio: number | null = null): void {
  const cell = (value: number | undefined): string => (value === undefined ? '-' : value.toFixed(value < 100 ? 2 : 0)).padStart(10);
  const shown = ratio === null ? '' : ratio.toFixed(2);
  print(`${what.padEnd(44)}${cell(row.direct)}${cell(row.toxiproxy)}${cell(row.embedded)}${shown.padStart(8)}  ${must}`);
}

const ratioOf = (row: Row): number | null =>
  row.embedded === undefined || row.toxiproxy === undefined ? null : row.embedded / row.toxiproxy;

/** What the proxy itself costs, beyond the way without it. */
function added(row: Row): Row {
  const direct = row.direct ?? 0;
  return Object.fromEntries(Object.entries(row).map(([title, figure]) => [title, figure - direct]));
}

print(`${''.padEnd(44)}${['direct', 'toxiproxy', 'embedded'].map((each) => each.padStart(10)).join('')}${'ratio'.padStart(8)}  must`);

if (wanted.has('requests')) {
  for (const lane of lanes) await smallRequests(lane.ports.http, 3_000);
  const row = await compareAll(async (lane) => p50AndP99(await smallRequests(lane.ports.http, 4_000)));
  for (const figure of ['p50', 'p99'] as const) {
    show(`small request, ${figure} µs`, row(figure), '');
    show('  added', added(row(figure)), '<= 0.9', ratioOf(added(row(figure))));
  }
}
if (wanted.has('bulk')) {
  for (const [connections, must] of [
    [1, '>= 1.3'],
    [8, '>= 1.1'],
  ] as const) {
    const down = await compare((lane) => download(lane.ports.source, connections, 1_500));
    show(`bulk to the client, ${connections} connections, MB/s`, down, must, ratioOf(down));
    const up = await compare((lane) => upload(lane.ports.sink, connections, 1_500));
    show(`bulk to the server, ${connections} connections, MB/s`, up, must, ratioOf(up));
  }
}
if (wanted.has('connections')) {
  const row = await compare((lane) => connectionRate(lane.ports.http, 32, 1_500));
  show('new connections per second', row, '>= 1.1', ratioOf(row));
}

async function withToxic<T>(lane: Lane, which: 'http' | 'source', toxic: Record<string, unknown>, measure: () => Promise<T>): Promise<T> {
  if (lane.proxies === null) return measure();
  const { api } = lane.proxies;
  const name = await api.addToxic(lane.proxies[which], toxic);
  try {
    return await measure();
  } finally {
    await api.removeToxic(lane.proxies[which], name);
  }
}

if (wanted.has('latency')) {
  // Compiled code on every side, before anything counts.
  for (const lane of lanes) {
    await withToxic(lane, 'http', { type: 'latency', attributes: { latency: 5 } }, () => openLoop(lane.ports.http, 2_000));
  }
  const row = await compareAll(async (lane) =>
    p50AndP99(await withToxic(lane, 'http', { type: 'latency', attributes: { latency: 50 } }, () => openLoop(lane.ports.http, 4_000))),
  );
  const error = (row: Row): Row => ({ ...row, toxiproxy: (row.toxiproxy ?? Number.NaN) - 50, embedded: (row.embedded ?? 0) - 50 });
  show('latency 50 ms at 1,000/s: error at p50, ms', error(row('p50')), 'embedded <= 0.5');
  show('latency 50 ms at 1,000/s: error at p99, ms', error(row('p99')), 'embedded <= 3');
}
if (wanted.has('bandwidth')) {
  for (const rate of [100, 1_000, 100_000]) {
    const row: Row = {};
    for (const lane of lanes) {
      if (lane.proxies === null) continue;
      row[lane.title] = await withToxic(lane, 'source', { type: 'bandwidth', attributes: { rate } }, () =>
        throttledRate(lane.ports.source),
      );
    }
    show(`bandwidth ${rate} KB/s: KB/s`, row, 'within 2 %');
  }
}
if (wanted.has('memory')) {
  const row: Row = {};
  for (const lane of lanes) row[lane.title] = await stalledMemory(lane);
  show('1,000 stalled connections: memory, MB', row, 'bounded');
}
print(`the machine's host took at most ${(100 * mostStolen).toFixed(2)} % of its CPU during any of these`);
await close();
