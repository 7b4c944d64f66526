import { describe, expect, test } from 'vitest';
import { emptyRunState } from '../../../src/events/run-state.ts';
import { foldEvent } from '../../../src/events/fold-event.ts';
import type { RunEvent, RunEventBody } from '../../../src/events/run-event.ts';
import { createConsoleReporter } from '../../../src/terminal/console-lines.ts';
import { paintSummary, verdictLine } from '../../../src/terminal/paint-summary.ts';
import { createPaint } from '../../../src/terminal/style.ts';
import { recordRun, ZERO_MS } from './recorded-run.ts';

function printed(events: readonly RunEvent[], options: { readonly quiet?: boolean; readonly colour?: boolean } = {}): string[] {
  const state = emptyRunState();
  let text = '';
  const reporter = createConsoleReporter({ write: (part) => (text += part), colour: false, quiet: false, ...options });
  for (const event of events) {
    foldEvent(state, event);
    reporter.onEvent(event, state);
  }
  return text === '' ? [] : text.trimEnd().split('\n');
}

function eventsWith(body: RunEventBody): RunEvent[] {
  const events = recordRun().filter((event) => event.ms < ZERO_MS + 5_000);
  return [...events, { v: 1, seq: events.length, at: '2026-11-21T12:00:06.500Z', ms: ZERO_MS + 5_000, ...body }];
}

const statusOf = (lines: readonly string[]): string[] => lines.filter((line) => line.includes('status '));

describe('lines of a run', () => {
  const lines = printed(recordRun());

  test('have one for each phase, with its time on the timeline', () => {
    expect(lines.filter((line) => line.includes('phase '))).toEqual([
      '   -0.1s  phase warmup',
      '   +3.0s  phase baseline',
      '  +23.0s  phase fault',
      '  +43.1s  phase recovery',
    ]);
  });

  test('follow a fault from its injection to the proof that it is gone, with the numbers', () => {
    expect(lines.filter((line) => line.includes('fault slow-catalogue'))).toEqual([
      '  +23.0s  fault slow-catalogue injecting',
      '  +23.1s  fault slow-catalogue proven: +201 ms at the median of 7 exchanges',
      '  +42.8s  fault slow-catalogue still held: +201 ms at the median of 7 exchanges',
      '  +43.0s  fault slow-catalogue undoing',
      '  +43.1s  fault slow-catalogue gone: +0.4 ms at the median of 7 exchanges',
    ]);
  });

  test('tell every ten seconds how the load is doing', () => {
    const status = statusOf(lines);
    expect(status.map((line) => line.slice(0, 8).trim())).toEqual(['+10.0s', '+20.0s', '+30.0s', '+40.0s', '+50.0s', '+60.0s']);
    expect(status[2]).toMatch(
      /status fault: 200\/s offered, 200\/s sent, p50 2\d\dms, p95 2\d\dms, p99 2\d\dms, success 100%, \d+ in flight$/u,
    );
  });

  test('tell of a whole second, also where its first part calls for the line', () => {
    // A report in two parts: of the first nothing failed, of the second everything.
    const parts = recordRun().flatMap((event): RunEvent[] => {
      if (event.type !== 'load-recorded') return [event];
      const failed = event.delta.cells.map((cell) => ({ ...cell, outcome: 'timeout' as const, histogram: null }));
      return [event, { ...event, delta: { ...event.delta, cells: failed } }];
    });
    expect(statusOf(printed(parts))[0]).toContain('success 50%, 3 in flight');
  });

  test('are timed from the start of the run until the timeline has its zero', () => {
    expect(lines.find((line) => line.includes('catalogue ready'))).toBe('  [0.5s]  catalogue ready after 410ms');
  });

  test('print warnings and what went wrong', () => {
    expect(lines.some((line) => line.includes('warning: the open-files limit'))).toBe(true);
    const died: RunEventBody = { type: 'process-exited', instance: 'storefront', pid: 4712, code: 1, signal: null, expected: false };
    expect(printed(eventsWith(died)).at(-1)).toBe('   +5.0s  storefront died unexpectedly with code 1');
  });

  test('give the commands that undo by hand what could not be undone', () => {
    const failed: RunEventBody = { type: 'fault-undo-failed', fault: 'f', message: 'no such process', manual: ['kill -CONT 4711'] };
    expect(printed(eventsWith(failed)).at(-1)).toBe('   +5.0s  fault f could NOT be undone: no such process; by hand: kill -CONT 4711');
  });

  test('let no escape sequence through and stay one line each', () => {
    const hostile: RunEventBody = { type: 'warning-raised', message: 'a\u001b[2J\nb\u202e' };
    expect(printed(eventsWith(hostile)).at(-1)).toBe(String.raw`   +5.0s  warning: a\x1b[2J\nb\u{202e}`);
  });

  test('say in colour what they say without', () => {
    const coloured = printed(recordRun(), { colour: true });
    expect(coloured.map((line) => line.replaceAll(/\u001b\[[\d;]*m/gu, ''))).toEqual(lines);
  });

  test('are none when quiet', () => {
    expect(printed(recordRun(), { quiet: true })).toEqual([]);
  });
});

describe('the summary', () => {
  const summary = 'PASS  checkout\n  p99 < 800ms  pass\n';

  test('stays as the last word', () => {
    let text = '';
    createConsoleReporter({ write: (part) => (text += part), colour: false, quiet: false }).finish(summary);
    expect(text).toBe('PASS  checkout\n  p99 < 800ms  pass\n');
  });

  test('is folded where the terminal is narrower', () => {
    let text = '';
    const write = (part: string): unknown => (text += part);
    createConsoleReporter({ write, colour: false, quiet: false, columns: () => 60 }).finish(`PASS  ${'word '.repeat(20)}`);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(text.match(/word/gu)).toHaveLength(20);
  });

  test('is its verdict line when quiet', () => {
    let text = '';
    createConsoleReporter({ write: (part) => (text += part), colour: false, quiet: true }).finish(summary);
    let measured = '';
    createConsoleReporter({ write: (part) => (measured += part), colour: false, quiet: true }).finish(summary, true);
    expect(measured.split('\n').length).toBeGreaterThan(text.split('\n').length);
    expect(text).toBe('PASS  checkout\n');
    expect(verdictLine('\n\nfail: x\ny')).toBe('fail: x');
  });

  test('lets no escape sequence through', () => {
    let text = '';
    createConsoleReporter({ write: (part) => (text += part), colour: false, quiet: false }).finish('PASS \u001b[2J\nx');
    expect(text).toBe(`${String.raw`PASS \x1b[2J`}\nx\n`);
  });

  test('has its verdict words painted', () => {
    expect(paintSummary('pass fail passenger', createPaint(true))).toMatch(/\u001b\[32mpass\u001b\[39m .*fail.* passenger$/u);
  });
});
