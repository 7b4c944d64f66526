import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readJournal } from '../../../src/journal/read-journal.ts';
import { processStartTime } from '../../../src/os-process/process-identity.ts';
import { allocatePorts } from '../../../src/stack/allocate-ports.ts';
import { processStackUndoer } from '../../../src/stack/process-stack-undoer.ts';
import type { UndoJournal } from '../../../src/journal/undo-record.ts';
import { processPlan, service } from './process-plan.ts';
import { stackBench } from './stack-bench.ts';
import type { StackBench } from './stack-bench.ts';

let bench: StackBench;
const never = new AbortController().signal;

beforeEach(async () => {
  bench = await stackBench();
});
afterEach(async () => {
  await bench.dispose();
});

async function get(url: string): Promise<string> {
  return (await fetch(url)).text();
}

describe('a process stack', () => {
  it('starts in order, waits until each is ready, and tells each where the others are', async () => {
    const api = service('api', {
      startAfter: ['db'],
      env: { DB: '{{db.url}}', ALL: '{{db.urls}}', AT: '{{db.host}}|{{db.port}}|{{db.ports.admin}}' },
    });
    const db = service('db', { replicas: 2, ports: { http: 'auto', admin: 'auto' }, env: { START_DELAY_MS: '200' } });
    const stack = await bench.start(processPlan([api, db]));
    expect(bench.log.indexOf('started api')).toBeGreaterThan(bench.log.indexOf('ready db-1'));
    expect(bench.log.indexOf('started api')).toBeGreaterThan(bench.log.indexOf('ready db-2'));
    const [one, two] = [stack.instance('db-1').ports, stack.instance('db-2').ports];
    const at = stack.resolve('{{api.url}}');
    expect(await get(`${at}/env/DB`)).toBe(`http://127.0.0.1:${one['http']}`);
    expect(await get(`${at}/env/ALL`)).toBe(`http://127.0.0.1:${one['http']},http://127.0.0.1:${two['http']}`);
    expect(await get(`${at}/env/AT`)).toBe(`127.0.0.1|${one['http']}|${one['admin']}`);
    expect(await get(`${at}/env/SHAKEDOWN_RUN`)).toBe(bench.run);
    expect(await readFile(join(bench.folder, 'api.log'), 'utf8')).toContain('listening');
    await stack.stop(never);
  });

  it('ends everything gently, in the reverse order, and settles its records', async () => {
    const stack = await bench.start(processPlan([service('db'), service('api', { startAfter: ['db'] })]));
    expect((await readJournal(bench.journal.path)).pending.map((one) => one.id)).toEqual(['process:db', 'process:api']);
    await stack.stop(never);
    expect(bench.log.slice(-2)).toEqual(['exited api 0 expected', 'exited db 0 expected']);
    expect(bench.journal.pending()).toEqual([]);
    expect(await bench.left()).toEqual([]);
    expect(stack.instance('api').pid).toBeNull();
    await stack.stop(never);
  });

  it('writes a record before each spawn, and again with the pid and start time', async () => {
    const stack = await bench.start(processPlan([service('api')]));
    const lines = (await readFile(bench.journal.path, 'utf8')).split('\n').filter((line) => line.includes('"recorded"'));
    const written = lines.map((line): unknown => JSON.parse(line));
    const { pid, startTime } = stack.instance('api');
    expect(written).toMatchObject([{ record: { data: { pid: null, startTime: null } } }, { record: { data: { pid, startTime } } }]);
    await stack.stop(never);
  });

  it.each(['group', 'session', 'bare'])('ends a child that ignores SIGTERM, also one of the kind %s', async (kind) => {
    const stack = await bench.start(processPlan([service('api', { env: { CHILD: kind, IGNORE_SIGTERM: '1' }, stopTimeoutMs: 300 })]));
    const { pid } = stack.instance('api');
    const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ').map(Number);
    expect(children).toHaveLength(1);
    await stack.stop(never);
    for (const child of [...children, pid ?? 0]) expect(await processStartTime(child)).toBeNull();
    expect(bench.log.at(-1)).toBe('exited api SIGKILL expected');
  });

  it.each(['group', 'session', 'bare'])('ends a child of the kind %s that its parent left behind when it was killed', async (kind) => {
    const stack = await bench.start(processPlan([service('api', { env: { CHILD: kind }, stopTimeoutMs: 300 })]));
    const pid = stack.instance('api').pid ?? 0;
    const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ').map(Number);
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => bench.log.at(-1), { timeout: 20_000 }).toBe('exited api SIGKILL unexpected');
    await stack.stop(never);
    for (const child of children) expect(await processStartTime(child)).toBeNull();
  });

  it('ends a stopped process too', async () => {
    const stack = await bench.start(processPlan([service('api')]));
    process.kill(stack.instance('api').pid ?? 0, 'SIGSTOP');
    await stack.stop(never);
    expect(bench.log.at(-1)).toBe('exited api 0 expected');
  });

  it('does not wait for the grace when it is told to hurry', async () => {
    const stack = await bench.start(processPlan([service('api', { env: { IGNORE_SIGTERM: '1' }, stopTimeoutMs: 60_000 })]));
    const from = performance.now();
    await stack.stop(AbortSignal.timeout(100));
    expect(performance.now() - from).toBeLessThan(10_000);
    expect(await bench.left()).toEqual([]);
  });

  it('starts an instance again on the same ports, and journals its new pid', async () => {
    const stack = await bench.start(processPlan([service('api')]));
    const before = stack.instance('api');
    stack.expectExit('api');
    process.kill(before.pid ?? 0, 'SIGKILL');
    await expect.poll(() => bench.log.at(-1), { timeout: 20_000 }).toBe('exited api SIGKILL expected');
    expect(stack.instance('api')).toMatchObject({ pid: null, startTime: null, ports: before.ports });
    await Promise.all([stack.startInstance('api', never), stack.startInstance('api', never)]);
    const after = stack.instance('api');
    expect(after.ports).toEqual(before.ports);
    expect(after.startTime).not.toBe(before.startTime);
    expect(bench.journal.pending()).toMatchObject([{ id: 'process:api', data: { pid: after.pid, startTime: after.startTime } }]);
    await stack.startInstance('api', never);
    expect(stack.instance('api').pid).toBe(after.pid);
    expect(bench.log.filter((line) => line === 'started api')).toHaveLength(2);
    await stack.stop(never);
    await expect(stack.startInstance('api', never)).rejects.toThrow('being stopped');
  });

  it('starts an instance again, with a warning, on a disk that takes no more: it is on record, and its marker finds it', async () => {
    let isFull = false;
    const record: UndoJournal['record'] = (one) => (isFull ? Promise.reject(new Error('the disk is full')) : bench.journal.record(one));
    const stack = await bench.start(processPlan([service('api')]), { journal: { ...bench.journal, record } });
    const { pid } = stack.instance('api');
    process.kill(pid ?? 0, 'SIGKILL');
    await expect.poll(() => stack.instance('api').pid, { timeout: 20_000 }).toBeNull();
    isFull = true;
    await stack.startInstance('api', never);
    expect(bench.log.at(-1)).toBe('ready api');
    expect(bench.log.filter((line) => /^trouble: .* api,.*the disk is full$/u.test(line))).toHaveLength(1);
    const [known] = bench.journal.pending();
    if (known === undefined) throw new Error('no record');
    expect(known.data).toMatchObject({ pid });
    await processStackUndoer().undo(known, never);
    expect(await bench.left()).toEqual([]);
    await stack.stop(never);
  });

  it('does not start at first on a disk that takes no more: nothing would be on record', async () => {
    const journal = { ...bench.journal, record: () => Promise.reject(new Error('the disk is full')) };
    await expect(bench.start(processPlan([service('api')]), { journal })).rejects.toThrow('the disk is full');
    expect(bench.log).toEqual([]);
  });

  it('leads a client through the proxy of its edge, and nobody else', async () => {
    const db = service('db');
    const edge = { name: 'api-to-db', from: ['api-1'], to: [{ instance: 'db', port: 'http' }], protocol: null };
    const plan = processPlan([db, service('api', { replicas: 2, env: { DB: '{{db.url}}' } })], [edge]);
    const upstream = { host: '127.0.0.1', port: 1 };
    const listen = { host: '127.0.0.1', port: 7 };
    const route = { edge: 'api-to-db', instance: 'db', proxy: 'p', apiUrl: '', listen, upstream };
    const stack = await bench.start(plan, { routes: [route] });
    const [one, two] = stack.resolve('{{api.urls}}').split(',');
    const direct = `http://127.0.0.1:${stack.instance('db').ports['http']}`;
    expect(await get(`${one}/env/DB`)).toBe('http://127.0.0.1:7');
    expect(await get(`${two}/env/DB`)).toBe(direct);
    expect(stack.resolve('{{ db.url }}/x')).toBe(`${direct}/x`);
    await stack.stop(never);
  });
});

describe('a process stack that cannot start', () => {
  const impossible = [
    [
      'never becomes ready',
      { env: { STATUS: '503' }, ready: { kind: 'http', port: 'http', path: '/', timeoutMs: 400 } },
      /never became ready.*GET \/.*0\.4 s/s,
    ],
    [
      'listens nowhere',
      { env: { START_DELAY_MS: '60000' }, ready: { kind: 'tcp', port: 'http', timeoutMs: 400 } },
      /never became ready.*starting on/s,
    ],
    ['exits early', { env: { EXIT_WITH: '3' } }, /exited \(code 3\) before it was ready.*flux capacitor/s],
    ['has no such command', { command: ['no-such-command'] }, /no-such-command was not found/],
    ['has no such folder', { cwd: '/no/such/folder' }, /folder \/no\/such\/folder does not exist/],
    ['cannot be executed', { command: ['/etc/passwd'] }, /cannot start: .*EACCES/],
  ] as const;

  it.each(impossible)('because one %s: says so with exit code 6, and leaves nothing behind', async (_, more, message) => {
    const plan = processPlan([
      service('db', { env: { CHILD: 'session' }, stopTimeoutMs: 300 }),
      service('api', { startAfter: ['db'], ...more }),
    ]);
    await expect(bench.start(plan)).rejects.toMatchObject({ name: 'UserError', exitCode: 6, message: expect.stringMatching(message) });
    expect(await bench.left()).toEqual([]);
    expect(bench.journal.pending()).toEqual([]);
  });

  it('because it is interrupted: rejects with the reason, and leaves nothing behind', async () => {
    const stop = new AbortController();
    const starting = bench.start(processPlan([service('db'), service('api', { startAfter: ['db'], env: { START_DELAY_MS: '60000' } })]), {
      signal: stop.signal,
    });
    starting.catch(() => undefined);
    await expect.poll(() => bench.log, { timeout: 20_000 }).toContain('started api');
    stop.abort(new Error('stop'));
    await expect(starting).rejects.toThrow('stop');
    expect(await bench.left()).toEqual([]);
  });
});

describe('port allocation', () => {
  it('gives every port of every instance its own', async () => {
    const ports = await allocatePorts(processPlan([service('api', { replicas: 20, ports: { http: 'auto', admin: 'auto' } })]));
    const all = [...ports.values()].flatMap((own) => Object.values(own));
    expect(new Set(all).size).toBe(40);
  });

  it('refuses a fixed port that is taken, naming its holder', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const address = holder.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(allocatePorts(processPlan([service('api', { ports: { http: port } })]))).rejects.toMatchObject({
      exitCode: 6,
      message: expect.stringMatching(`Port ${port}, which api needs, is taken by node.* \\(pid ${process.pid}\\)`),
    });
    holder.close();
  });

  it('refuses the same fixed port for two', async () => {
    const [port] = Object.values((await allocatePorts(processPlan([service('x')]))).get('x') ?? {});
    const plan = processPlan([service('api', { ports: { http: port ?? 0 } }), service('db', { ports: { http: port ?? 0 } })]);
    await expect(allocatePorts(plan)).rejects.toThrow('another process of this stack');
  });
});

describe('the undo of a process stack from another process', () => {
  it('ends what the records name and what carries the marker, once and again', async () => {
    const stack = await bench.start(processPlan([service('api', { env: { CHILD: 'session' }, stopTimeoutMs: 300 })]));
    const records = bench.journal.pending();
    for (const record of [...records, ...records]) await processStackUndoer().undo(record, never);
    expect(await bench.left()).toEqual([]);
    await stack.stop(never);
  });

  it('finds by marker what was spawned just before the writer died', async () => {
    const stack = await bench.start(processPlan([service('api')]));
    const [record] = bench.journal.pending();
    if (record === undefined) throw new Error('no record');
    const intent = { ...record, data: { instance: 'api', pid: null, startTime: null, stopTimeoutMs: 2_000 } };
    await processStackUndoer().undo(intent, never);
    expect(await bench.left()).toEqual([]);
    await stack.stop(never);
  });

  it('sends nothing to a process that got the number later', async () => {
    const stack = await bench.start(processPlan([service('api')]));
    const { pid } = stack.instance('api');
    const [record] = bench.journal.pending();
    if (record === undefined) throw new Error('no record');
    const other = { ...record, run: 'another', data: { instance: 'api', pid, startTime: '1@00000000', stopTimeoutMs: 100 } };
    await processStackUndoer().undo(other, never);
    expect(stack.instance('api').pid).toBe(pid);
    expect(await get(stack.resolve('{{api.url}}'))).toBe('ok');
    await stack.stop(never);
  });

  it('refuses a record whose data it does not know', async () => {
    const stack = await bench.start(processPlan([service('api')]));
    const [record] = bench.journal.pending();
    if (record === undefined) throw new Error('no record');
    await expect(processStackUndoer().undo({ ...record, driverVersion: 2 }, never)).rejects.toThrow('newer');
    await expect(processStackUndoer().undo({ ...record, data: null }, never)).rejects.toThrow('does not name');
    await stack.stop(never);
  });
});
