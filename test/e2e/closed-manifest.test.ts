import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { reportInvariants } from '../../src/report/report-invariants.ts';
import { createSandbox } from './cli.ts';

const manifest = (url: string): string => `apiVersion: shakedown/v1
kind: Experiment
metadata: { name: beside-each-other }
load:
  - { name: users, rate: 50/s, request: { url: "${url}/users" } }
  - { name: ours, model: closed, engine: native, connections: 2, request: { url: "${url}/ours" } }
  - { name: cannon, model: closed, connections: 2, request: { url: "${url}/cannon" } }
phases: { warmup: 1s, baseline: 3s }
slos:
  - p50(response_time) < 1s
  - p50(service_time) < 1s
`;

it('runs open and closed loads beside each other, each reported by its own model', async () => {
  const sandbox = await createSandbox();
  const server = createServer((_, response) => void setTimeout(() => response.end('ok'), 5));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const file = join(sandbox.folder, 'experiment.yaml');
    await writeFile(file, manifest(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
    const { code, stdout, stderr } = await sandbox.run(['run', file, '--json']);
    const report = await sandbox.report();
    expect(report.reasons, stdout + stderr).toEqual([]);
    expect(code).toBe(0);
    expect(report.load.map(({ name, model, engine, connections }) => [name, model, engine, connections])).toEqual([
      ['users', 'open', 'native', null],
      ['ours', 'closed', 'native', 2],
      ['cannon', 'closed', 'autocannon', 2],
    ]);
    expect(report.slos.map(({ expr, load }) => [expr, load])).toEqual([
      ['p50(response_time) < 1s', 'users'],
      ['p50(service_time) < 1s', 'users'],
      ['p50(service_time) < 1s', 'ours'],
      ['p50(service_time) < 1s', 'cannon'],
    ]);
    expect(report.load[0]?.whole.count).toBe(150);
    expect(report.generator.perWorker).toHaveLength(3);
    expect(reportInvariants(report)).toEqual([]);
  } finally {
    server.closeAllConnections();
    server.close();
    await sandbox.dispose();
  }
});
