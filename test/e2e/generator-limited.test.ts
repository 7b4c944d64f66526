import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/report.ts';
import type { Sandbox } from './cli.ts';
import { useSandbox } from './use-sandbox.ts';

/** A process of its own, so that it can be stopped without us; few connections fit into its queue while it is. */
const SERVER = `const server = require('http').createServer((_, answer) => setTimeout(() => answer.end('ok'), 5));
server.listen(0, '127.0.0.1', 8, () => console.log(server.address().port));`;

describe('whose limit it was', () => {
  let sandbox: Sandbox;
  let server: ChildProcess;
  let url: string;
  useSandbox((one) => (sandbox = one));
  beforeEach(async () => {
    server = spawn(process.execPath, ['-e', SERVER], { stdio: ['ignore', 'pipe', 'inherit'] });
    const port = await new Promise<string>((resolve) => server.stdout?.once('data', (text: Buffer) => resolve(text.toString().trim())));
    url = `http://127.0.0.1:${port}/`;
  });
  afterEach(() => void server.kill('SIGKILL'));

  /** Stops a process for two seconds, a second after the first arrival. */
  async function load(
    stopped: (cli: number) => number,
    ...args: string[]
  ): Promise<{ readonly code: number | null; readonly report: Report }> {
    const cli = sandbox.start(['load', url, '--for', '5s', ...args, '--json', '--report-dir', sandbox.reports]);
    await cli.event('timeline-started');
    await sleep(1000);
    const pid = stopped(cli.pid);
    process.kill(pid, 'SIGSTOP');
    await sleep(2000);
    process.kill(pid, 'SIGCONT');
    const { code, stdout, stderr } = await cli.done;
    expect(stdout, stderr).toMatch(/^\{/);
    return { code, report: JSON.parse(stdout) };
  }

  it.each([
    ['an open load', ['--rate', '20/s']],
    ['a closed load', ['--closed', '--engine', 'native', '--connections', '2']],
  ])('%s whose process is held for two seconds was limited by its generator: 3', async (_, args) => {
    const { code, report } = await load((cli) => cli, ...args);
    expect(report.generator).toMatchObject({ limited: true });
    expect(report.reasons).toContainEqual(expect.objectContaining({ code: 'generator-limited' }));
    expect(code).toBe(3);
  });

  it('a black hole is the system’s doing: a fail', async () => {
    const slo = ['--slo', 'success_rate >= 99%', '--slo', 'p95 < 400ms'];
    const { code, report } = await load(() => server.pid ?? -1, '--rate', '100/s', '--timeout', '500ms', ...slo);
    expect(report.generator).toMatchObject({ limited: false, limitedBecause: [] });
    expect(report.verdict).toBe('fail');
    expect(code).toBe(1);
  });
});
