/**
 * How long each kind of fault on containers takes: from when it is due to the proof that it bites, and from undo to the proof that it
 * is gone. Medians, of ten faults each through the command line, on an engine of its own; some twenty-five minutes for all of them. And what
 * clients see of an edge (`--only clients`): the edge's own and another one, over kept and pooled connections, reset or new.
 *
 *     npm run bench:docker [-- --rounds 10 --only pause,partition,clients --pace 1 --stolen 0.05 --json figures.json]
 *
 * A round without a figure is counted, and said why. One that could not be judged is made again, further apart, and that is said too: the
 * one before it still stood, the run ended before it, or the machine's host took more than `--stolen` of its CPU meanwhile. `--pace 2` has all
 * rounds twice as far apart, for a busy machine. The table is printed and kept as JSON under reports/bench/, every round in it.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isFaultKindName } from '../../src/faults/kinds/fault-kinds.ts';
import type { FaultKindName } from '../../src/faults/fault-settings.ts';
import { PAGE } from '../contract/docker-edge/edge-subject.ts';
import { labelledStack } from '../contract/docker-network/labelled-stack.ts';
import { testEngine } from '../setup/docker/find-engine.ts';
import { leavePrivateEngine } from '../setup/docker/private-engine.ts';
import { testImage } from '../setup/docker/test-images.ts';
import { BENCH_KINDS, servicesFor, WORKER } from './docker/bench-kinds.ts';
import { CLIENTS_HEADING, clientLine, measureClients } from './docker/measure-clients.ts';
import type { ClientRow } from './docker/measure-clients.ts';
import { measureKind } from './docker/measure-kind.ts';
import type { KindRow } from './docker/measure-kind.ts';
import { HEADING, rowLines } from './docker/print-row.ts';
import { StolenLog } from './docker/stolen-log.ts';

const startedAt = new Date().toISOString();
const REPORTS = fileURLToPath(new URL('../../reports/bench/', import.meta.url));
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    only: { type: 'string', default: '' },
    pace: { type: 'string', default: '1' },
    stolen: { type: 'string', default: '0.05' },
    json: { type: 'string', default: join(REPORTS, `docker-${startedAt.replaceAll(/[:.]/gu, '-')}.json`) },
  },
});
const print = (text: string): void => void process.stdout.write(`${text}\n`);
const rounds = Number(values.rounds);
/** Beside the kinds in `--only`. */
const CLIENTS = 'clients';
const names = values.only === '' ? [] : values.only.split(',');

const stolen = new StolenLog();
process.env['SHAKEDOWN_TEST_SUITE'] = String(process.pid);
try {
  const engine = await testEngine();
  const stack = await labelledStack(engine, await testImage(engine, 'base'), []);
  await stack.add('web', { command: ['sh', '-c', PAGE] });
  await stack.add('api');
  await stack.add('worker', WORKER);
  const plan = {
    engineUrl: engine.address.url,
    project: stack.project,
    rounds,
    pace: Number(values.pace),
    stolen,
    mostStolen: Number(values.stolen),
  };
  print(`Docker ${engine.version} (API ${engine.apiVersion}), median of ${rounds}; load ${loadavg()[0]?.toFixed(1) ?? '?'}`);
  print(HEADING);
  const machine = { cpu: cpus()[0]?.model ?? null, cores: availableParallelism(), node: process.version };
  const { version, apiVersion } = engine;
  await mkdir(dirname(values.json), { recursive: true });
  const rows: (KindRow & { readonly load: number | null })[] = [];
  let clients: readonly ClientRow[] = [];
  const keep = (): Promise<void> =>
    writeFile(values.json, `${JSON.stringify({ startedAt, machine, engine: { version, apiVersion }, rounds, rows, clients }, null, 2)}\n`);
  for (const kind of wantedKinds()) {
    const extra = servicesFor(BENCH_KINDS[kind], rounds);
    for (const [service, options] of Object.entries(extra)) await stack.add(service, options);
    const row = { ...(await measureKind(kind, plan)), load: loadavg()[0] ?? null };
    for (const service of Object.keys(extra)) await stack.remove(service);
    rows.push(row);
    print(rowLines(row));
    await keep();
  }
  if (names.length === 0 || names.includes(CLIENTS)) {
    clients = await measureClients(engine, stolen);
    print([CLIENTS_HEADING, ...clients.map(clientLine)].join('\n'));
    await keep();
  }
  await stack.dispose();
  print(`\n${values.json}`);
} finally {
  stolen.stop();
  await leavePrivateEngine(process.pid);
}

/** Throws for a name that is no kind's. */
function wantedKinds(): readonly FaultKindName[] {
  const kinds = names.length === 0 ? Object.keys(BENCH_KINDS) : names.filter((name) => name !== CLIENTS);
  return kinds.map((name) => {
    if (!isFaultKindName(name)) throw new Error(`there is no kind of fault \`${name}\``);
    return name;
  });
}
