import { createServer, type RequestListener, type Server } from 'node:http';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/report.ts';
import type { CliResult, Sandbox } from './cli.ts';
import { useSandbox } from './use-sandbox.ts';

describe('what a load may be given, through the binary', () => {
  let sandbox: Sandbox;
  const servers: Server[] = [];
  useSandbox((one) => (sandbox = one));
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  /** @param at a port, or the path of a Unix socket */
  async function listen(at: number | string, answer: RequestListener): Promise<string> {
    const server = createServer(answer);
    servers.push(server);
    await new Promise<void>((resolve) => (typeof at === 'number' ? server.listen(at, '127.0.0.1', resolve) : server.listen(at, resolve)));
    const address = server.address();
    return typeof address === 'object' && address !== null
      ? `http://127.0.0.1:${address.port}`
      : `http+unix://${encodeURIComponent(String(at))}`;
  }

  const load = (...args: string[]): Promise<CliResult> => sandbox.run(['load', ...args, '--report-dir', sandbox.reports]);

  async function manifest(entry: string): Promise<string> {
    const path = join(sandbox.folder, 'experiment.yaml');
    const lines = ['metadata: { name: given }', `load: [{ name: shop, ${entry} }]`, 'phases: { warmup: 0s, baseline: 2s }'];
    await writeFile(path, ['apiVersion: shakedown/v1', 'kind: Experiment', ...lines, 'slos: [success_rate >= 50%]', ''].join('\n'));
    return path;
  }

  /** Exit 2, the words, no stack, no request. */
  function expectRefused({ code, stdout, stderr }: CliResult, ...words: (string | RegExp)[]): void {
    expect(code, stdout + stderr).toBe(2);
    for (const word of words) expect(stdout + stderr).toMatch(word);
    expect(stdout + stderr).not.toMatch(/\n\s+at .*\.(js|ts):\d+/);
  }

  it('an address, a rate, stages or a body that are none: 2, and what to write', async () => {
    const refused: [string[], ...RegExp[]][] = [
      [['http://'], /`http:\/\/` is not a URL/],
      [['http://127.0.0.1:99999/'], /is not a URL/],
      [['ftp://127.0.0.1/'], /not supported/],
      [['http+unix://app.sock/'], /is not a URL/, /http\+unix:\/\/%2F/],
      [[':1', '--rate', '100'], /--rate 100\/s/],
      [[':1', '--stages', '100/s'], /`100\/s` is not a stage/, /--stages 100\/s\.\.500\/s:30s/],
      [[':1', '--stages', '100/s:30'], /--stages/, /30s/],
      [[':1', '--body', '@nowhere.json'], /nowhere\.json cannot be read/],
      [[':1', '--body', '@.'], /\. is a folder/, /name a file in it/],
    ];
    await Promise.all(refused.map(async ([args, ...words]) => expectRefused(await load(...args), ...words)));
  });

  it('files that are not there, or not what their names say: 2, each before the first request', async () => {
    let seen = 0;
    let url = await listen(0, (_, answer) => {
      seen++;
      answer.end('ok');
    });
    const run = async (entry: string): Promise<CliResult> =>
      sandbox.run(['run', await manifest(`rate: 50/s, request: { url: "${url}/{{rows.a}}" }, ${entry}`)]);
    const data = (file: string): string => `data: [{ name: rows, file: ${file}, order: sequential }]`;
    expectRefused(await run(data('nowhere.csv')), /cannot read .*nowhere\.csv/);
    await writeFile(join(sandbox.folder, 'rows.csv'), 'a,b\n1,2\n3\n');
    expectRefused(await run(data('rows.csv')), /rows\.csv:3/, /1 fields, where there are 2 columns/);
    await writeFile(join(sandbox.folder, 'rows.json'), `[{"a": ${'['.repeat(5000)}${']'.repeat(5000)}}]`);
    expectRefused(await run(data('rows.json')), /rows\.json:\[0\]/, /nested too deep/);
    await writeFile(join(sandbox.folder, 'rows.csv'), 'a\n1\n');
    expectRefused(await run(`${data('rows.csv')}, tls: { ca: nowhere.pem }`), /cannot read .*nowhere\.pem/);
    await writeFile(join(sandbox.folder, 'ca.pem'), 'no certificate');
    url = url.replace('http:', 'https:');
    expectRefused(await run(`${data('rows.csv')}, tls: { cert: ca.pem, key: ca.pem }`), /TLS files/);
    expect(seen).toBe(0);
  });

  it('an answer that is nested deeper than the stack: a failed check that says so, and a worker that lives on', async () => {
    const url = await listen(0, (request, answer) => {
      answer.end(request.url === '/one' ? `{"t":${'['.repeat(100_000)}${']'.repeat(100_000)}}` : '{}');
    });
    const steps = `steps: [{ name: one, request: { url: "${url}/one" }, extract: { t: { jsonPath: $.t } } }, { name: two, request: { url: "${url}/{{one.t}}" } }]`;
    const { code, stdout, stderr } = await sandbox.run(['run', await manifest(`rate: 20/s, ${steps}`), '--json']);
    const report: Report = JSON.parse(stdout || stderr);
    expect(report.reasons.map((reason) => reason.code)).not.toContain('worker-lost');
    expect(report.load[0]?.whole.errorDetails).toEqual({ check: { 'extract t (nested too deep)': 40 } });
    expect(code).toBe(1);
  });

  it('a Unix socket: by flag, by manifest, and one that is not there: 6', async () => {
    const path = join(sandbox.folder, 'app.sock');
    const url = await listen(path, (_, answer) => void setTimeout(() => answer.end('ok'), 5));
    const flags = await load(`${url}/x`, '--rate', '50/s', '--amount', '20', '--json');
    expect(JSON.parse(flags.stdout)).toMatchObject({ name: 'load-app.sock', exitCode: 0, load: [{ completed: 20 }] });
    const run = await sandbox.run(['run', await manifest(`rate: 50/s, request: { url: "${url}/x" }`), '--json']);
    expect(JSON.parse(run.stdout)).toMatchObject({ load: [{ completed: 100 }], verdict: 'pass' });
    const nowhere = await load(`http+unix://${encodeURIComponent(join(sandbox.folder, 'no.sock'))}/`);
    expect(nowhere.code).toBe(6);
    expect(nowhere.stdout + nowhere.stderr).toMatch(/no such socket/);
  });
});
