import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../src/events/run-event.ts';
import { displayWidth } from '../../../src/terminal/text/display-width.ts';
import { frameAt } from './frame-at.tsx';
import { END_MS, recordRun, ZERO_MS } from './recorded-run.ts';

const naive = recordRun({ stack: 'naive' });
const linesOf = (frame: string): string[] => frame.split('\n');

const SIZES = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
] as const;

describe('a frame', () => {
  test('fits its terminal, whatever its size and the moment', () => {
    const size = fc.record({ columns: fc.integer({ min: 20, max: 220 }), rows: fc.integer({ min: 5, max: 70 }) });
    fc.assert(
      fc.property(size, fc.integer({ min: -1_500, max: END_MS + 2_000 }), fc.boolean(), ({ columns, rows }, atMs, unicode) => {
        const lines = linesOf(frameAt(naive, atMs, { columns, rows, unicode }));
        expect(lines.length).toBeLessThanOrEqual(rows);
        expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(columns);
      }),
      { numRuns: 40 },
    );
  });

  test('shows names with escape sequences without obeying them', () => {
    const hostile = 'x\u001b[2J\u001b]0;title\u0007\u202e\r\n';
    const events = recordRun({ name: hostile, hypothesis: hostile, faultId: hostile, stack: 'naive' });
    const frame = frameAt(events, 31_300, { columns: 120, rows: 40 });
    expect(frame).toContain(String.raw`x\x1b[2J`);
    expect(frame).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  });

  test('says in words what its colours say', () => {
    const frame = frameAt(naive, 31_300, { columns: 120, rows: 40 });
    expect(frame).toContain('BREACHED');
    expect(frame).toContain('active, +201 ms');
    expect(frame).toContain('healthy');
    expect(frame).toContain('failed');
  });

  test('keeps the newest events where there is no room for all', () => {
    const frame = frameAt(naive, 31_300, { columns: 80, rows: 24 });
    expect(frame).toContain('fault slow-catalogue proven');
    expect(frame).not.toContain('catalogue ready');
  });

  test('tells of each SLO what its value rests on, on its own page at 80×24 already', () => {
    const frame = frameAt(naive, 44_300, { columns: 80, rows: 24, ui: { page: 'slos' } });
    expect(frame).toContain('n 4,200, needs 3,838 · 95% of this run: 82.86% – 85.08% (Wilson)');
    expect(frame).toContain('no interval at this n, or it falls among the failures');
    const less = frameAt(naive, 44_300, { columns: 80, rows: 20, ui: { page: 'slos' } });
    expect(less).toContain('  28.4ms – 29ms · n 4,000, needs 72');
    const tall = frameAt(naive, 44_300, { columns: 80, rows: 40 });
    expect(tall).toContain('  82.86% – 85.08% · n 4,200, needs 3,838');
  });

  test('says how many SLOs are broken before it draws another row of a chart', () => {
    for (const rows of [16, 20, 24]) expect(frameAt(naive, 44_300, { columns: 80, rows })).toContain('2 of 4 SLOs breached');
  });

  describe('with more SLOs than there is room for', () => {
    const many = naive.map((event) => {
      const [, , fast] = event.type === 'run-started' ? event.slos : [];
      if (event.type !== 'run-started' || fast === undefined) return event;
      return { ...event, slos: [...Array.from({ length: 30 }, (_, index) => ({ ...fast, id: `fast-${index}` })), ...event.slos] };
    });

    test.each([
      [80, 24],
      [120, 40],
      [50, 20],
    ])('shows those that are breached at %i×%i, and says how many it does not show', (columns, rows) => {
      const frame = frameAt(many, 44_300, { columns, rows });
      expect(frame).toContain('success_rate >= 99.9%');
      const order = ['FAIL', 'undecided', 'pass'];
      const states = [...frame.matchAll(/\b(?:FAIL|undecided|pass)\b/gu)].map(([state]) => order.indexOf(state));
      expect(states.slice(0, 3)).toEqual([0, 0, 1]);
      expect(states).toEqual(states.toSorted((a, b) => a - b));
      expect(frame).toMatch(/… \d+ more/u);
    });

    test('scrolls on their own page to the last', () => {
      const size = { columns: 80, rows: 24 };
      const from = (at: number): string => frameAt(many, 44_300, { ...size, ui: { page: 'slos', from: at } });
      expect(from(0)).toMatch(/… \d+ more/u);
      expect(from(5)).toMatch(/… 5 above, \d+ more/u);
      expect(from(33)).toMatch(/… \d+ above(?!,)/u);
      expect(from(33)).not.toContain('FAIL');
    });
  });

  test('says how many rows of the stack and how many endpoints it does not show', () => {
    const events = recordRun({ stack: 'naive', containers: true });
    const frame = frameAt(events, 44_300, { columns: 80, rows: 10, ui: { page: 'stack' } });
    expect(frame).toMatch(/worker-1 +ended: code 1/u);
    expect(frame).toMatch(/… \d+ more/u);
    const endpoints = recordRun({ stack: 'naive', endpoints: true });
    expect(frameAt(endpoints, 44_300, { columns: 80, rows: 14, ui: { page: 'load' } })).toMatch(/… 2 more|GET \/cart +\d/u);
  });

  test('keeps saying what a run claims, and that it cannot pass, while it is held or stopped', () => {
    const held = recordRun({ stack: 'naive', heldAtMs: 30_000 });
    const stopping = recordRun({ stoppedAtMs: 30_000 });
    for (const rows of [16, 18, 20, 22, 24]) {
      expect(frameAt(held, 31_300, { columns: 80, rows })).toContain('cannot pass: held by an operator');
      expect(frameAt(stopping, 31_300, { columns: 80, rows })).toContain('With the catalogue 200 ms slower');
    }
  });

  test('says of a limit whose phase never came that it is unreached, once the run is stopped or over', () => {
    const size = { columns: 80, rows: 24 };
    const stopped = recordRun({ stoppedAtMs: 30_000 }).filter(
      (event) => event.type === 'run-ended' || event.ms < ZERO_MS + 31_000 || (event.type === 'phase-ended' && event.phase === 'fault'),
    );
    expect(frameAt(stopped, 29_000, size)).toMatch(/recovery_time < 15s +recovery +- +- +not yet$/mu);
    expect(frameAt(stopped, 30_500, size)).toMatch(/recovery_time < 15s +recovery +- +- +unreached$/mu);
    expect(frameAt(stopped, END_MS + 2_000, size)).toMatch(/recovery_time < 15s +recovery +- +- +unreached$/mu);
  });

  test('says of intervals with which confidence, where that is the same for all', () => {
    const asked = (...levels: readonly number[]): RunEvent[] =>
      naive.map((event) =>
        event.type === 'run-started'
          ? {
              ...event,
              slos: event.slos.map((slo, index) => ({ ...slo, spec: { ...slo.spec, confidence: levels[index % levels.length] ?? null } })),
            }
          : event,
      );
    const head = (events: readonly RunEvent[]): string =>
      /now .*margin/u.exec(frameAt(events, 44_300, { columns: 120, rows: 40 }))?.[0] ?? '';
    expect(head(asked(0.8))).toContain('  80% interval');
    expect(head(asked(0.999))).toContain('  99.9% interval');
    expect(head(asked(0.8, 0.99))).toMatch(/now +interval/u);
  });

  test('offers to narrow the numbers only where there is something to choose', () => {
    const size = { columns: 100, rows: 24 };
    expect(frameAt(naive, 44_300, size)).not.toContain('e filter');
    expect(frameAt(recordRun({ endpoints: true }), 44_300, size)).toContain('e filter');
  });

  test('says how many newer events there are where the log is scrolled back', () => {
    const size = { columns: 80, rows: 12 };
    const at = (back: number): string => frameAt(naive, 44_300, { ...size, ui: { page: 'events', back } });
    expect(at(0)).not.toContain('newer');
    expect(at(5)).toContain('… 5 newer');
    expect(at(100)).toContain('fault proxy started');
  });

  test('offers the help at 80 columns, whatever else has no room', () => {
    for (const mode of ['run', 'watch'] as const) {
      const events = recordRun({ endpoints: true });
      expect(frameAt(events, 44_300, { columns: 80, rows: 24, mode, ui: { filter: 'browse\u0000GET /cart' } })).toContain('? help');
      expect(frameAt(events, 44_300, { columns: 60, rows: 24, mode })).toContain('? help');
    }
  });

  test.each([58, 40, 36, 30])('has the help at %d columns, and offers there no panel that it does not have', (columns) => {
    for (const mode of ['run', 'watch'] as const) {
      const size = { columns, rows: 24, mode };
      expect(frameAt(naive, 44_300, size)).toContain('? help');
      expect(frameAt(naive, 44_300, size)).not.toMatch(/tab panels|1\/5/u);
      const lines = linesOf(frameAt(naive, 44_300, { ...size, ui: { help: true } }));
      expect(lines.join('\n')).toContain('this help');
      expect(lines.length).toBeLessThanOrEqual(24);
      expect(Math.max(...lines.map((line) => displayWidth(line)))).toBeLessThanOrEqual(columns);
    }
  });

  test.each([58, 40, 36, 30])('shows at %d columns the end of the note that is written, in one line', (columns) => {
    const last = linesOf(frameAt(naive, 44_300, { columns, rows: 24, ui: { draft: 'the database is slow' } })).at(-1) ?? '';
    expect(last).toMatch(/^ note: .*database is slow/u);
    expect(displayWidth(last)).toBeLessThanOrEqual(columns);
  });

  test('says on the page of the SLOs that there are none', () => {
    const none = naive.map((event) => (event.type === 'run-started' ? { ...event, slos: [] } : event));
    for (const size of SIZES) expect(frameAt(none, 44_300, { ...size, ui: { page: 'slos' } })).toContain('this run judges nothing');
    expect(frameAt(none, 44_300, { columns: 80, rows: 24 })).not.toContain('this run judges nothing');
  });

  test('puts the limit of an SLO before the load that it is of, however long that is called', () => {
    const load = 'checkout-with-a-name-that-is-longer-than-any-limit';
    const two = naive.map((event) =>
      event.type === 'run-started' ? { ...event, slos: event.slos.map((slo, index) => (index === 1 ? { ...slo, load } : slo)) } : event,
    );
    expect(frameAt(two, 44_300, { columns: 80, rows: 24 })).toMatch(/ success_rate >= 99\.9% on c…/u);
    expect(frameAt(two, 44_300, { columns: 40, rows: 14 })).toContain('success_rate >= 99.9% on checkout');
  });

  test('says of a percentile of the successes alone that it is one', () => {
    const where = { endpoint: null, outcome: 'ok', status: null } as const;
    const events = recordRun({ stack: 'naive', where });
    expect(frameAt(events, 44_300, { columns: 200, rows: 60 })).toContain('p99(response_time) < 400ms with outcome=ok');
    expect(frameAt(events, 44_300, { columns: 80, rows: 24, ui: { page: 'slos' } })).toContain('with outcome=ok');
    expect(frameAt(events, 44_300, { columns: 58, rows: 16 })).toContain('p99(response_time) < 400ms with outcome=ok');
  });

  test('gives a very small terminal the limits and their states', () => {
    const frame = frameAt(naive, 44_300, { columns: 40, rows: 14 });
    expect(frame).toContain('p99(response_time) < 400ms');
    expect(frame).toContain('FAIL');
  });
});
