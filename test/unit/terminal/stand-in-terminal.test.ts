import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { standInTerminal } from '../../../src/terminal/dashboard/stand-in-terminal.ts';
import { WriteGate } from '../../../src/terminal/dashboard/write-gate.ts';

const same = (text: string): string => text;

describe('what stands for a terminal in the thread that draws', () => {
  let folder: string;
  let fd: number;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'shakedown-terminal-'));
    fd = openSync(join(folder, 'screen'), 'w');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const screen = (): string => readFileSync(join(folder, 'screen'), 'utf8');

  it('writes whole texts to it, at once, and none when the gate is shut', () => {
    const gate = new WriteGate();
    const { stdout } = standInTerminal(fd, { columns: 80, rows: 24 }, gate, same);
    const long = '▁█ '.repeat(100_000);
    stdout.write(long);
    expect(screen()).toBe(long);
    gate.shut(0);
    stdout.write('late');
    expect(screen()).toBe(long);
    closeSync(fd);
  });

  it('spells out what Ink writes', () => {
    const { stdout } = standInTerminal(fd, { columns: 80, rows: 24 }, new WriteGate(), (text) => text.replace('n', 'name'));
    stdout.write('[n]');
    expect(screen()).toBe('[name]');
    closeSync(fd);
  });

  it('takes nothing amiss of a terminal that is gone', () => {
    const { stdout } = standInTerminal(fd, { columns: 80, rows: 24 }, new WriteGate(), same);
    closeSync(fd);
    expect(stdout.write('x')).toBe(true);
  });

  it('is as large as it is told, says so, and passes on keys', () => {
    const terminal = standInTerminal(fd, { columns: 80, rows: 24 }, new WriteGate(), same);
    const { stdout, stdin } = terminal;
    expect([stdout.columns, stdout.rows, stdout.isTTY, stdin.isTTY]).toEqual([80, 24, true, true]);
    let resized = 0;
    stdout.on('resize', () => (resized += 1));
    terminal.resize({ columns: 200, rows: 60 });
    expect([stdout.columns, stdout.rows, resized]).toEqual([200, 60, 1]);
    stdin.setEncoding('utf8');
    terminal.press('n');
    terminal.press('pasted');
    expect([stdin.read(), stdin.read(), stdin.read()]).toEqual(['n', 'pasted', null]);
    closeSync(fd);
  });
});
