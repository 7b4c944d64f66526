import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reportInvariants } from '../../src/report/report-invariants.ts';
import { createSandbox } from './cli.ts';
import type { Sandbox } from './cli.ts';

/** One request in `bad` fails; the rest are answered at once. */
function serve(bad: number): Promise<Server> {
  let n = 0;
  const server = createServer((_, response) => {
    n += 1;
    response.statusCode = n % bad === 0 ? 503 : 200;
    response.end('ok');
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

describe('what decides a run, as exit code and in --json', () => {
  let sandbox: Sandbox;
  let server: Server;
  beforeEach(async () => {
    sandbox = await createSandbox();
    server = await serve(10);
  });
  afterEach(async () => {
    server.close();
    await sandbox.dispose();
  });

  const load = async (...slos: string[]) => {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const flags = slos.flatMap((slo) => ['--slo', slo]);
    const url = `http://127.0.0.1:${port}/`;
    const { code, stdout, stderr } = await sandbox.run([
      'load',
      url,
      '--rate',
      '100/s',
      '--for',
      '4s',
      '--json',
      '--report-dir',
      sandbox.reports,
      ...flags,
    ]);
    const report = JSON.parse(stdout === '' ? '{}' : stdout);
    if (report.schema === 'shakedown.report/v1') expect(reportInvariants(report)).toEqual([]);
    return { code, report, output: stdout + stderr };
  };

  it('a limit that the whole interval keeps: 0', async () => {
    const { code, report, output } = await load('success_rate >= 70%');
    expect(code, output).toBe(0);
    expect(report).toMatchObject({ verdict: 'pass', exitCode: 0, reasons: [] });
    expect(report.slos[0]).toMatchObject({
      verdict: 'pass',
      scope: 'run',
      statistic: 'interval',
      confidence: 0.95,
      n: 400,
      nEffective: 400,
      value: 0.9,
    });
    expect(report.slos[0].interval[0]).toBeLessThan(0.9);
    expect(report.slos[0].interval[1]).toBeGreaterThan(0.9);
  });

  it('a limit that the whole interval breaks: 1', async () => {
    const { code, report, output } = await load('error_rate(status) < 2%');
    expect(code, output).toBe(1);
    expect(report).toMatchObject({ verdict: 'fail', exitCode: 1, reasons: [{ code: 'slo-failed' }] });
  });

  it('a limit inside the interval: 3, with what would decide it', async () => {
    const { code, report, output } = await load('success_rate >= 89%');
    expect(code, output).toBe(3);
    expect(report).toMatchObject({ verdict: 'inconclusive', exitCode: 3, reasons: [{ code: 'slo-undecided' }] });
    expect(report.slos[0]).toMatchObject({ verdict: 'inconclusive', value: 0.9 });
    expect(report.slos[0].note).toMatch(/too close to call.*samples would decide it/u);
  });

  it('a fail outweighs too little evidence: 1, and the rows keep their own verdicts', async () => {
    const { code, report, output } = await load('success_rate >= 89%', 'success_rate >= 99%', 'success_rate >= 70%');
    expect(code, output).toBe(1);
    expect(report.slos.map((row: { verdict: string }) => row.verdict)).toEqual(['inconclusive', 'fail', 'pass']);
  });

  it('a fail that only warns decides nothing: 0, and is told', async () => {
    const { code, report, output } = await load('success_rate >= 99% with onBreach=warn', 'success_rate >= 70%');
    expect(code, output).toBe(0);
    expect(report.warnings.join()).toContain('with onBreach=warn');
    expect(report.slos[0]).toMatchObject({ verdict: 'fail', onBreach: 'warn' });
  });

  it('a breach that stops the run outweighs a fail: 4', async () => {
    const { code, report, output } = await load('success_rate >= 99% with onBreach=stop', 'error_rate < 5%');
    expect(code, output).toBe(4);
    expect(report).toMatchObject({ verdict: 'fail', exitCode: 4, stop: { by: 'stop-condition' } });
    expect(report.reasons[0]).toMatchObject({ code: 'stop-condition' });
    expect(report.phases.at(-1)).toMatchObject({ cutShort: true });
  });

  it('no arrival that matches: 3, never a pass', async () => {
    const { code, report, output } = await load('success_rate >= 70% with status=418');
    expect(code, output).toBe(3);
    expect(report.slos[0]).toMatchObject({ verdict: 'inconclusive', n: 0 });
  });

  it.each([
    ['p99 < 5s', /not below the timeout/u],
    ['p99.99 < 1s', /could not pass, whatever happens/u],
    ['p99 < 1s with window=1s', /too small/u],
    ['p99 < 1s with steady', /could not be decided, whatever happens/u],
    ['success_rate >= 70% with endpoint="GET /nowhere"', /sees no arrival of .* \(endpoint GET \/nowhere\)/u],
    ['success_rate >= 99% with stedy', /did you mean `steady`/u],
  ])('%s: 2, one document under --json', async (slo, words) => {
    const { code, report, output } = await load(slo);
    expect(code, output).toBe(2);
    expect(report).toMatchObject({ schema: 'shakedown.error/v1', exitCode: 2 });
    expect(output).toMatch(words);
  });
});
