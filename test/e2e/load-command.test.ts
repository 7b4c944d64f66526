import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reportInvariants } from '../../src/report/report-invariants.ts';
import type { Report } from '../../src/report/report.ts';
import { createSandbox } from './cli.ts';
import type { CliResult, Sandbox } from './cli.ts';
import { processesLeft } from './processes-of.ts';

interface Seen {
  readonly method: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** Answers after 5 ms, so that no load of these tests is limited by its own CPU; `/bad` with 500, `/slow` after a second. */
async function startServer(): Promise<{ readonly url: string; readonly seen: Seen[]; close(): Promise<void> }> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      seen.push({ method: request.method ?? '', headers: request.headers, body });
      response.statusCode = request.url === '/bad' ? 500 : 200;
      setTimeout(() => response.end('ok'), request.url === '/slow' ? 1000 : 5);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}`, seen, close };
}

describe('shakedown load', () => {
  let sandbox: Sandbox;
  let server: Awaited<ReturnType<typeof startServer>>;
  beforeEach(async () => {
    sandbox = await createSandbox();
    server = await startServer();
  });
  afterEach(async () => {
    expect(await processesLeft(sandbox.stateHome, 5_000)).toEqual([]);
    await server.close();
    await sandbox.dispose();
  });

  const load = (...args: string[]): Promise<CliResult> => sandbox.run(['load', ...args, '--report-dir', sandbox.reports]);
  const json = async (...args: string[]): Promise<{ readonly code: number | null; readonly report: Report }> => {
    const { code, stdout, stderr } = await load(...args, '--json');
    expect(stdout, stderr).toMatch(/^\{/);
    return { code, report: JSON.parse(stdout) };
  };

  it('sends exactly the amount asked for at the rate asked for, and says that nothing was judged', async () => {
    const { code, stdout, stderr } = await load(`${server.url}/x`, '--rate', '100/s', '--amount', '200');
    expect(code, stdout + stderr).toBe(0);
    expect(server.seen).toHaveLength(200);
    expect(stdout).toMatch(/^MEASURED /m);
    expect(stdout).toMatch(/nothing was judged/);
    expect(stdout).toMatch(/200 offered · 200 sent · 200 completed/);
    expect(stdout).toMatch(/100\/s offered · 100\/s answered · 100\/s ok/);
    expect(stdout).toMatch(/^ +response +\S+ms/m);
    expect(stdout).toMatch(/^ +service +\S+ms/m);
    expect(stdout).toMatch(/200 × 200/);
    expect(await sandbox.leftovers()).toEqual([]);
  });

  it('prints the report and nothing else with --json, the same as in the run folder', async () => {
    const { code, report } = await json(`${server.url}/x`, '--rate', '50/s', '--for', '1s', '--seed', '7');
    expect(code).toBe(0);
    expect(report).toMatchObject({
      schema: 'shakedown.report/v1',
      source: 'flags',
      verdict: 'inconclusive',
      exitCode: 0,
      reasons: [{ code: 'nothing-judged' }],
      seed: 7,
      slos: [],
      load: [{ name: 'load', model: 'open', engine: 'native', connections: null, offered: 50, completed: 50 }],
    });
    expect(reportInvariants(report)).toEqual([]);
    expect(report).toEqual(await sandbox.report());
  });

  it('passes and fails by its SLOs, with their exit codes', async () => {
    const passing = await json(
      `${server.url}/x`,
      '--rate',
      '200/s',
      '--for',
      '3s',
      '--slo',
      'p99 < 1900ms',
      '--slo',
      'success_rate >= 99%',
    );
    expect(passing.report.reasons).toEqual([]);
    expect(passing).toMatchObject({ code: 0, report: { verdict: 'pass', exitCode: 0 } });
    expect(passing.report.slos.map(({ expr, phase, verdict }) => [expr, phase, verdict])).toEqual([
      ['p99(response_time) < 1.9s', 'all', 'pass'],
      ['success_rate >= 99%', 'all', 'pass'],
    ]);
    const failing = await json(`${server.url}/bad`, '--rate', '200/s', '--for', '1s', '--slo', 'success_rate >= 90%');
    expect(failing).toMatchObject({ code: 1, report: { verdict: 'fail', reasons: [{ code: 'slo-failed' }] } });
  });

  it('follows stages with Poisson arrivals, the same for the same seed, after a warm-up that is not measured', async () => {
    const flags = ['--stages', '50/s..150/s:1s,150/s:1s', '--poisson', '--seed', '3', '--warmup', '1s'];
    const { code, report } = await json(`${server.url}/x`, ...flags);
    expect(code).toBe(0);
    const [row] = report.load;
    // 50 in the warm-up, then 100 + 150 on average.
    expect(row?.phases.warmup?.count).toBeGreaterThan(20);
    expect(row?.whole.count).toBeGreaterThan(190);
    expect(row?.whole.count).toBeLessThan(320);
    const again = await json(`${server.url}/x`, ...flags);
    expect(again.report.load[0]?.offered).toBe(row?.offered);
  });

  it('sends method, headers and body, from text or file, and tells no secret', async () => {
    const file = join(sandbox.folder, 'order.json');
    await writeFile(file, '{"sku":"A-100"}');
    const flags = ['--rate', '20/s', '--amount', '2', '-H', 'Content-Type: application/json', '-H', 'Authorization: Bearer s3cr3t-token'];
    const { stdout } = await load(`${server.url}/x`, ...flags, '--body', `@${file}`, '--json');
    expect(server.seen[0]).toMatchObject({ method: 'POST', body: '{"sku":"A-100"}' });
    expect(server.seen[0]?.headers).toMatchObject({ 'content-type': 'application/json', authorization: 'Bearer s3cr3t-token' });
    expect(stdout).not.toContain('s3cr3t-token');
    expect(JSON.stringify(await sandbox.events())).not.toContain('s3cr3t-token');
    await load(`${server.url}/x`, '--rate', '20/s', '--amount', '1', '--method', 'PUT', '--body', 'plain');
    expect(server.seen.at(-1)).toMatchObject({ method: 'PUT', body: 'plain' });
  });

  it.each(['autocannon', 'native'])('measures a closed load on %s: service time only, by phases or by amount', async (engine) => {
    const flags = ['--closed', '--connections', '3', '--engine', engine];
    const timed = await json(`${server.url}/x`, ...flags, '--for', '2s', '--slo', 'p50 < 1s', '--workers', '2');
    expect(timed.report.reasons).toEqual([]);
    expect(timed.code).toBe(0);
    const [row] = timed.report.load;
    expect(row).toMatchObject({
      model: 'closed',
      engine,
      connections: 3,
      connectionsOpened: 3,
      whole: { responseTimeMs: { p50: null, max: null } },
    });
    expect(row?.whole.serviceTimeMs.p50).toBeGreaterThan(4);
    expect(server.seen).toHaveLength(row?.sent ?? -1);
    expect(timed.report.slos[0]).toMatchObject({ expr: 'p50(service_time) < 1s', verdict: 'pass' });
    expect(timed.report.generator.perWorker).toHaveLength(2);
    expect(reportInvariants(timed.report)).toEqual([]);

    const counted = await json(`${server.url}/x`, ...flags, '--amount', '100');
    expect(counted.report.load[0]).toMatchObject({ sent: 100, completed: 100 });
    expect(counted.report.phases[0]?.toMs).toBeLessThan(30_000);
  });

  it.each([[], ['--closed', '--engine', 'native'], ['--closed', '--engine', 'autocannon']])(
    'runs under flags of V8’s, which Node takes for no thread %#',
    async (...flags) => {
      const args = ['load', `${server.url}/x`, ...flags, '--for', '1s', '--report-dir', sandbox.reports];
      expect(await sandbox.run(args, { nodeFlags: ['--max-old-space-size=512'] })).toMatchObject({ code: 0, stderr: '' });
      const env = { NODE_OPTIONS: '--max-semi-space-size=8' };
      expect(await sandbox.run(args, { env })).toMatchObject({ code: 0, stderr: '' });
    },
  );

  it('counts the errors of a closed load by kind', async () => {
    const { report } = await json(`${server.url}/slow`, '--closed', '-c', '2', '--for', '1s', '--timeout', '200ms');
    expect(report.load[0]?.whole.errors).toEqual({ timeout: report.load[0]?.whole.count });
    expect(report.load[0]?.whole.successRate).toBe(0);
  });

  it('is interrupted like any run: the report is written, what was cut off is abandoned', async () => {
    const cli = sandbox.start(['load', `${server.url}/slow`, '--rate', '50/s', '--for', '30s', '--report-dir', sandbox.reports]);
    await cli.event('load-recorded');
    cli.child.kill('SIGINT');
    expect((await cli.done).code).toBe(130);
    const report = await sandbox.report();
    expect(report.load[0]?.abandoned).toBeGreaterThan(0);
    expect(reportInvariants(report)).toEqual([]);
  });

  it.each([
    [['http://example.com/'], /load on strangers’ systems is refused/, '--allow-public'],
    [['127.0.0.1:1', '--rate', '100'], /has no unit/, '--rate 100/s'],
    [['127.0.0.1:1', '--body', '@nowhere.json'], /nowhere.json cannot be read/, 'check the path'],
    [['127.0.0.1:1', '--closed', '--slo', 'p99(response_time) < 1s'], /no intended send times/, 'service_time'],
  ])('refuses %j before anything is sent, exit 2', async (args, message, advice) => {
    const { code, stdout, stderr } = await load(...args);
    expect(code, stdout).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).toContain(advice);
    const { stdout: document } = await load(...args, '--json');
    expect(JSON.parse(document)).toMatchObject({ schema: 'shakedown.error/v1', exitCode: 2 });
  });

  it('says that a name does not resolve, where, and what to try, exit 6', async () => {
    const { code, stdout, stderr } = await load('http://no-such-host.invalid/', '--for', '1s');
    expect(code).toBe(6);
    expect(stdout + stderr).toMatch(
      /http:\/\/no-such-host\.invalid cannot be reached: the name no-such-host\.invalid (does not resolve|cannot be resolved)/,
    );
    expect(stdout + stderr).toMatch(/check the address/);
    expect(stdout + stderr).not.toContain('ENOTFOUND');
  });

  it('says that nothing answers, exit 6', async () => {
    const { url } = server;
    await server.close();
    const { code, stdout } = await load(url, '--for', '1s');
    expect(code).toBe(6);
    expect(stdout).toMatch(/cannot be reached/);
    server = await startServer();
  });
});
