/**
 * How long each kind of fault on containers takes: from when it is due to the proof that it bites, and from undo to the proof that it
 * is gone. Medians, of ten faults each in one run through the command line, on an engine of its own.
 *
 *     npm run bench:docker [-- --rounds 10 --only pause,partition --period 4000 --json figures.json]
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { labelledStack } from '../contract/docker-network/labelled-stack.ts';
import { testEngine } from '../setup/docker/find-engine.ts';
import { leavePrivateEngine } from '../setup/docker/private-engine.ts';
import { testImage } from '../setup/docker/test-images.ts';
import { BENCH_KINDS } from './docker/bench-manifest.ts';
import { measureKind } from './docker/measure-kind.ts';
import type { KindRow } from './docker/measure-kind.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    period: { type: 'string', default: '4000' },
    only: { type: 'string', default: '' },
    json: { type: 'string', default: '' },
  },
});
const wanted = values.only === '' ? BENCH_KINDS : BENCH_KINDS.filter((kind) => values.only.split(',').includes(kind));
const print = (text: string): void => void process.stdout.write(`${text}\n`);
const PAGE = 'dd if=/dev/zero bs=1000 count=20 2>/dev/null > /etc/page; exec httpd -f -p 8080 -h /';

process.env['SHAKEDOWN_TEST_SUITE'] = String(process.pid);
try {
  const engine = await testEngine();
  const stack = await labelledStack(engine, await testImage(engine, 'base'), []);
  await stack.add('web', { command: ['sh', '-c', PAGE] });
  await stack.add('api', { restart: 'always' });
  const plan = { project: stack.project, rounds: Number(values.rounds), periodMs: Number(values.period) };
  print(`Docker ${engine.version} (API ${engine.apiVersion}), median of ${plan.rounds}`);
  print(`${'kind'.padEnd(16)}${'due → proven'.padStart(14)}${'undo → gone'.padStart(14)}   proven, gone`);
  const rows: KindRow[] = [];
  for (const kind of wanted) {
    const row = await measureKind(kind, engine.address.url, plan);
    rows.push(row);
    const ms = (value: number | null): string => (value === null ? '–' : `${value} ms`).padStart(14);
    print(`${kind.padEnd(16)}${ms(row.toProvenMs)}${ms(row.toGoneMs)}   ${row.why ?? `${row.proven}, ${row.gone}`}`);
  }
  await stack.dispose();
  const { version, apiVersion } = engine;
  if (values.json !== '') await writeFile(values.json, `${JSON.stringify({ engine: { version, apiVersion }, ...plan, rows }, null, 2)}\n`);
} finally {
  await leavePrivateEngine(process.pid);
}
