import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RESTORE } from '../../../src/terminal/dashboard/restore-terminal.ts';
import { startDashboard, type Dashboard } from '../../../src/terminal/dashboard/start-dashboard.ts';
import type { Terminal } from '../../../src/terminal/dashboard/terminal.ts';
import type { OperatorAction } from '../../../src/terminal/input/ui-state.ts';

const IMPORT = `import { parentPort } from 'node:worker_threads';`;

describe('the end of the dashboard that the run is at', () => {
  let folder: string;
  let fd: number;
  let terminal: Terminal;
  let raw: boolean[];
  let actions: OperatorAction[];
  let failed: Promise<Error>;
  let fail: (error: Error) => void;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'shakedown-terminal-'));
    fd = openSync(join(folder, 'screen'), 'w');
    raw = [];
    actions = [];
    const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (mode: boolean) => void raw.push(mode) });
    terminal = { stdin, stdout: Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24, fd }) } as unknown as Terminal;
    ({ promise: failed, resolve: fail } = Promise.withResolvers<Error>());
  });
  afterEach(() => {
    closeSync(fd);
    rmSync(folder, { recursive: true });
  });
  const screen = (): string => readFileSync(join(folder, 'screen'), 'utf8');

  function start(source: string): Dashboard {
    const path = join(folder, 'thread.mjs');
    writeFileSync(path, `${IMPORT}\n${source}`);
    const entry = pathToFileURL(path);
    return startDashboard({ ...terminal, entry, mode: 'run', nowMs: () => 0, onAction: (one) => void actions.push(one), onFailed: fail });
  }

  it('passes on what it is told, keys and sizes, and what the thread answers; one that leaves has restored the screen itself', async () => {
    const dashboard = start(`
      parentPort.on('message', (message) => {
        if (message.type === 'input') parentPort.postMessage({ kind: 'note', text: message.text });
        if (message.type === 'resize') parentPort.postMessage({ kind: 'note', text: String(message.size.columns) });
        if (message.type === 'leave') parentPort.close();
      });`);
    terminal.stdin.emit('data', 'x');
    Object.assign(terminal.stdout, { columns: 200 }).emit('resize');
    await expect
      .poll(() => actions)
      .toEqual([
        { kind: 'note', text: 'x' },
        { kind: 'note', text: '200' },
      ]);
    await dashboard.stop();
    expect(raw).toEqual([true, false]);
    expect(screen()).toBe('');
  });

  it('restores the terminal and says why, where the drawing threw', async () => {
    start(`throw new Error('drawn wrongly');`);
    expect((await failed).message).toBe('drawn wrongly');
    expect(screen()).toBe(RESTORE);
    expect(raw).toEqual([true, false]);
  });

  it('does what Ctrl-C asks for at once, and gives the screen back, while the thread hangs', async () => {
    const dashboard = start(`Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);`);
    terminal.stdin.emit('data', '\u0003');
    expect(actions).toEqual([{ kind: 'stop', by: 'SIGINT' }]);
    await dashboard.stop();
    expect(screen()).toBe(RESTORE);
    expect(raw).toEqual([true, false]);
  });
});
