import { describe, expect, it } from 'vitest';
import { parseProcStat } from '../../../src/os-process/parse-proc-stat.ts';
import { parsePsLine } from '../../../src/os-process/ps-table.ts';

const tail = '0 -1 4194304 100 0 0 0 1 2 0 0 20 0 11 0 987654 1000 200';

describe('a line of /proc/<pid>/stat', () => {
  it('gives state, parent, group, session and the start time with the boot', () => {
    expect(parseProcStat(`42 (node) S 1 40 39 ${tail}`, '8c1f0d2e-aaaa')).toEqual({
      pid: 42,
      state: 'S',
      parent: 1,
      group: 40,
      session: 39,
      startTime: '987654@8c1f0d2e',
    });
  });

  it('survives a command name with spaces and parentheses', () => {
    expect(parseProcStat(`42 (a) R (b) T 1 42 42 ${tail}`, 'x')?.state).toBe('T');
  });

  it('is nothing when it is cut off', () => {
    expect(parseProcStat('', 'x')).toBeNull();
    expect(parseProcStat('42 (node) S 1 40', 'x')).toBeNull();
  });
});

describe('a line of ps', () => {
  it('gives the same, with the wall-clock start', () => {
    expect(parsePsLine(' 4711     1  4711      0 Ss   Sat Nov 21 13:09:21 2026    ')).toEqual({
      pid: 4711,
      state: 'S',
      parent: 1,
      group: 4711,
      session: 0,
      startTime: 'Sat Nov 21 13:09:21 2026',
    });
  });

  it('is nothing when it is a heading or empty', () => {
    expect(parsePsLine('')).toBeNull();
    expect(parsePsLine('  PID  PPID')).toBeNull();
  });
});
