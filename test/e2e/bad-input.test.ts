import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSandbox, PAIR } from './cli.ts';
import type { CliResult, Sandbox } from './cli.ts';
import { processesLeft, processesOf } from './processes-of.ts';

/** What every end that a user can cause owes: its exit code, words, and no stack trace of ours. */
function expectCleanEnd(result: CliResult, code: number, ...words: (string | RegExp)[]): void {
  const output = result.stdout + result.stderr;
  expect(result.code, output).toBe(code);
  for (const word of words) expect(output).toMatch(word);
  expect(output).not.toMatch(/\n\s+at .*\.(js|ts):\d+/);
}

describe('what bad input gets', () => {
  let sandbox: Sandbox;
  let server: Server | null = null;
  beforeEach(async () => {
    sandbox = await createSandbox();
  });
  afterEach(async () => {
    server?.close();
    server = null;
    expect(await processesLeft(sandbox.stateHome, 5_000)).toEqual([]);
    expect(await sandbox.leftovers()).toEqual([]);
    await sandbox.dispose();
  });

  async function manifest(text: string): Promise<string> {
    const path = join(sandbox.folder, 'experiment.yaml');
    await writeFile(path, text);
    return path;
  }

  it('a missing manifest: 2', async () => {
    expectCleanEnd(await sandbox.run(['run', 'nowhere.yaml']), 2, 'nowhere.yaml', 'does not exist');
  });

  it('a manifest that asks for more than the machine’s policies allow, or a policy that cannot be read: 2, with the policy’s file', async () => {
    const config = join(sandbox.folder, 'config');
    await mkdir(join(config, 'shakedown'), { recursive: true });
    const own = join(config, 'shakedown', 'policy.yaml');
    const named = join(sandbox.folder, 'named.yaml');
    await writeFile(own, 'maxTargets: 1\nprotect: [api]\n');
    await writeFile(named, 'maxDuration: 1s\nmaxTargets: 5\n');
    const run = (env: Record<string, string>, ...set: string[]): Promise<CliResult> =>
      sandbox.run(['run', PAIR, ...set], { env: { XDG_CONFIG_HOME: config, ...env } });
    // The other policy allows five: it cannot give what the first took away.
    expectCleanEnd(await run({ SHAKEDOWN_POLICY: named }, '--set', 'safety.maxTargets=2'), 2, /policy of this machine allows 1/u, own);
    expectCleanEnd(await run({ SHAKEDOWN_POLICY: named }), 2, /phases take .* together, and the policy of this machine allows 1s/u, named);
    expectCleanEnd(await sandbox.run(['plan', PAIR], { env: { XDG_CONFIG_HOME: config } }), 2, /is protected/u);
    await writeFile(own, 'requireWatchdog: true\n');
    expectCleanEnd(await run({}, '--set', 'safety.watchdog=off'), 2, /`safety.watchdog` is `off`.*allows no run without one/u, own);
    await writeFile(own, 'maxTarget: 1\n');
    expectCleanEnd(await run({}), 2, /policy of this machine cannot be used: .*maxTarget/u, own, 'it may hold maxTargets');
    expectCleanEnd(await run({ SHAKEDOWN_POLICY: join(sandbox.folder, 'nowhere.yaml'), XDG_CONFIG_HOME: sandbox.folder }), 2, 'ENOENT');
  });

  it('a Docker engine for a stack without containers: 2', async () => {
    expectCleanEnd(await sandbox.run(['plan', PAIR, '--engine', 'ssh://nohost']), 2, '--engine is for stacks of containers');
  });

  it('a folder for a manifest: 2, and what to name instead', async () => {
    expectCleanEnd(await sandbox.run(['run', sandbox.folder]), 2, 'experiment.yaml');
  });

  it('a file that is no text, and a path that is empty: 2, and not a line of it on the terminal', async () => {
    const path = join(sandbox.folder, 'experiment.yaml');
    await writeFile(path, Buffer.from([0xff, 0xfe, 0x61, 0x00, 0x1b, 0x00]));
    expectCleanEnd(await sandbox.run(['validate', path]), 2, 'not UTF-8 text', 'save it as UTF-8');
    expectCleanEnd(await sandbox.run(['run', '']), 2, 'the path is empty');
    await manifest('apiVersion: shakedown/v1\nkind: \u001b[31mX\n');
    const { code, stdout } = await sandbox.run(['validate', path]);
    expect(code).toBe(2);
    expect(stdout).toContain(String.raw`\x1b[31m`);
    expect(stdout).not.toContain('\u001b');
  });

  it('invalid YAML: 2 with line and column', async () => {
    expectCleanEnd(await sandbox.run(['run', await manifest('apiVersion: shakedown/v1\nkind: [')]), 2, /experiment\.yaml:2:\d+/);
  });

  it('an unknown key, a wrong unit and an unknown metric: 2, all at once, each with its place and a suggestion', async () => {
    const path = await manifest(
      [
        'apiVersion: shakedown/v1',
        'kind: Experiment',
        'metadata: { name: broken }',
        'load:',
        '  - { name: x, rate: 100, request: { urll: "http://127.0.0.1:9/" } }',
        'phases: { baseline: 5s }',
        'slos: [ "p98x(response_time) < 5ms" ]',
      ].join('\n'),
    );
    const result = await sandbox.run(['validate', path]);
    expectCleanEnd(result, 2, /experiment\.yaml:5:2\d/, /urll/, /did you mean `?url/, /100\/s/, /experiment\.yaml:7:/);
  });

  it('a fault on a target that nobody declared: 2', async () => {
    expectCleanEnd(await sandbox.run(['run', PAIR, '--set', 'faults.0.target=api-to-bd']), 2, /api-to-db/);
  });

  it('phases that are too short for the fault: 2', async () => {
    expectCleanEnd(await sandbox.run(['run', PAIR, '--set', 'faults.0.for=1m']), 2, /fault/);
  });

  it('an unknown flag: 2, and one JSON document under --json', async () => {
    expectCleanEnd(await sandbox.run(['run', PAIR, '--ratee', '5']), 2, 'ratee');
    const { code, stdout } = await sandbox.run(['run', PAIR, '--ratee', '5', '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'shakedown.error/v1', exitCode: 2 });
  });

  it('a service that never becomes ready: 6, with its last words', async () => {
    const path = await manifest(
      [
        'apiVersion: shakedown/v1',
        'kind: Experiment',
        'metadata: { name: mute }',
        'stack:',
        '  processes:',
        '    - { name: mute, command: [node, -e, "console.error(\'waiting for godot\'); setInterval(() => {}, 1000)"], ready: { http: /, timeout: 1s } }',
        'load:',
        '  - { name: x, rate: 100/s, request: { url: "{{mute.url}}/" } }',
        'phases: { baseline: 5s }',
        'slos: [ success_rate >= 99% ]',
      ].join('\n'),
    );
    expectCleanEnd(await sandbox.run(['run', path]), 6, 'mute', /ready/, /waiting for godot/);
    const events = await sandbox.events();
    expect(events.at(-1)).toMatchObject({ type: 'run-ended', exitCode: 6 });
    const { code, stdout } = await sandbox.run(['run', path, '--json']);
    expect(code).toBe(6);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'shakedown.report/v1', exitCode: 6, reasons: [{ code: 'unreachable' }] });
  });

  it('a service that dies at once: 6', async () => {
    const result = await sandbox.run(['run', PAIR, '--set', 'stack.processes.0.command=node nothing-here.js']);
    expectCleanEnd(result, 6, 'db', /nothing-here/);
  });

  it('a program that does not exist: 6', async () => {
    expectCleanEnd(await sandbox.run(['run', PAIR, '--set', 'stack.processes.0.command=no-such-program']), 6, 'no-such-program');
  });

  it('a port that is taken: 6, with its number', async () => {
    server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server?.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    expectCleanEnd(await sandbox.run(['run', PAIR, '--set', `stack.processes.0.ports.http=${port}`]), 6, String(port));
  });

  it('a target that refuses every connection: 6', async () => {
    const path = await manifest(
      [
        'apiVersion: shakedown/v1',
        'kind: Experiment',
        'metadata: { name: nobody-home }',
        'load:',
        '  - { name: x, rate: 100/s, request: { url: "http://127.0.0.1:9/" } }',
        'phases: { baseline: 5s }',
        'slos: [ success_rate >= 99% ]',
      ].join('\n'),
    );
    expectCleanEnd(await sandbox.run(['run', path]), 6, '127.0.0.1:9');
  });

  it('a proxy process that dies mid-run: 6, the rest undone, the events kept', async () => {
    const cli = sandbox.start(['run', PAIR, '--json']);
    await cli.event('fault-proven');
    const proxy = (await processesOf(sandbox.stateHome)).find((process) => process.command.includes('proxy.main'));
    process.kill(proxy?.pid ?? NaN, 'SIGKILL');
    const result = await cli.done;
    expectCleanEnd(result, 6, /proxy/);
    expect(JSON.parse(result.stdout)).toMatchObject({ exitCode: 6, undo: { complete: true } });
    expect((await sandbox.events()).map((event) => event.type)).toContain('proxy-lost');
  });

  it('a report folder that cannot be made: 2, before anything is started', async () => {
    const blocked = join(sandbox.folder, 'file');
    await writeFile(blocked, '');
    expectCleanEnd(await sandbox.run(['run', PAIR, '--report-dir', join(blocked, 'reports')]), 2, /file/);
    expectCleanEnd(await sandbox.run(['run', PAIR, '--report-dir', '']), 2, '--report-dir names no folder');
  });

  it('folders where nothing can be made, as below /proc: 2 for reports, 6 for the journal, and no run that hangs', async () => {
    expectCleanEnd(await sandbox.run(['run', PAIR, '--report-dir', '/proc/shakedown/reports']), 2, '/proc/shakedown', '--report-dir');
    expectCleanEnd(await sandbox.run(['run', PAIR], { env: { XDG_STATE_HOME: '/proc' } }), 6, '/proc/shakedown', 'XDG_STATE_HOME');
    expectCleanEnd(await sandbox.run(['repeat', PAIR, '--times', '2', '--report-dir', '/proc/shakedown']), 2, '/proc/shakedown');
  });

  it('a secret in the environment shows in no output, event or journal', async () => {
    const secret = 'hunter2-very-secret';
    const path = await manifest(
      [
        'apiVersion: shakedown/v1',
        'kind: Experiment',
        'metadata: { name: secretive }',
        'load:',
        '  - name: x',
        '    rate: 100/s',
        '    request: { url: "http://127.0.0.1:9/", headers: { authorization: "Bearer ${API_TOKEN}" } }',
        'phases: { baseline: 5s }',
        'slos: [ success_rate >= 99% ]',
      ].join('\n'),
    );
    const result = await sandbox.run(['run', path, '--json'], { env: { API_TOKEN: secret } });
    const events = JSON.stringify(await sandbox.events());
    expect(result.stdout + result.stderr + events).not.toContain(secret);
    const planned = await sandbox.run(['plan', path, '--json'], { env: { API_TOKEN: secret } });
    expect(planned.stdout + planned.stderr).not.toContain(secret);
  });
});
