import { fileURLToPath } from 'node:url';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../src/events/run-event.ts';
import { trackKey } from '../../../src/terminal/history/track.ts';
import { frameAt, type Look } from './frame-at.tsx';
import { recordRun } from './recorded-run.ts';

/** `UPDATE_GOLDEN=1 npx vitest run test/unit/terminal` writes them anew; read the difference before you commit it. */
const UPDATE = process.env['UPDATE_GOLDEN'] === '1';
const FOLDER = fileURLToPath(new URL('../../fixtures/frames/', import.meta.url));

const resilient = recordRun();
const naive = recordRun({ stack: 'naive' });
const MOMENTS: readonly (readonly [name: string, events: readonly RunEvent[], atMs: number])[] = [
  ['preparing', resilient, -400],
  ['baseline', resilient, 12_300],
  ['fault-proven', resilient, 31_300],
  ['recovery', resilient, 55_300],
  ['slo-failed', naive, 44_300],
  ['ended', naive, 65_000],
];
const SIZES: readonly Look[] = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 60 },
];

describe.each(MOMENTS)('%s', (moment, events, atMs) => {
  test.each(SIZES)('at $columns×$rows', (size) => {
    expectGolden(`${moment}-${size.columns}x${size.rows}.txt`, frameAt(events, atMs, size));
  });

  test.each(SIZES)('at $columns×$rows in colour', (size) => {
    expectGolden(`${moment}-${size.columns}x${size.rows}.ansi`, frameAt(events, atMs, { ...size, colour: true }));
  });

  test.each(SIZES)('at $columns×$rows says in colour what it says without', (size) => {
    const coloured = frameAt(events, atMs, { ...size, colour: true });
    expect(coloured.replaceAll(/\u001b\[[\d;]*m/gu, '')).toBe(frameAt(events, atMs, size));
  });
});

describe.each(['load', 'slos', 'stack', 'events'] as const)('the panel %s', (page) => {
  test.each(SIZES)('at $columns×$rows', (size) => {
    expectGolden(`panel-${page}-${size.columns}x${size.rows}.txt`, frameAt(naive, 44_300, { ...size, ui: { page } }));
  });
});

test.each(['load', 'slos', 'stack', 'events'] as const)('the panel %s in colour says what it says without', (page) => {
  for (const size of SIZES) {
    const coloured = frameAt(naive, 44_300, { ...size, colour: true, ui: { page } });
    expect(coloured.replaceAll(/\u001b\[[\d;]*m/gu, '')).toBe(frameAt(naive, 44_300, { ...size, ui: { page } }));
  }
  expectGolden(`panel-${page}-120x40.ansi`, frameAt(naive, 44_300, { columns: 120, rows: 40, colour: true, ui: { page } }));
});

const TWO_SIZES = SIZES.slice(0, 2);
const FILTER = trackKey('browse', 'GET /cart');
const STATES: readonly (readonly [name: string, events: readonly RunEvent[], ui: Look['ui']])[] = [
  ['probes', recordRun({ stack: 'naive', probes: true }), {}],
  ['panel-stack-probes', recordRun({ stack: 'naive', probes: true, containers: true }), { page: 'stack' }],
  ['panel-load-endpoints', recordRun({ stack: 'naive', endpoints: true }), { page: 'load' }],
  ['filtered', recordRun({ stack: 'naive', endpoints: true }), { filter: FILTER }],
  ['panel-load-filtered', recordRun({ stack: 'naive', endpoints: true }), { page: 'load', filter: FILTER }],
  ['several-loads', recordRun({ stack: 'naive', loads: 'several' }), {}],
  ['closed-load', recordRun({ loads: 'closed' }), {}],
  ['stopping', recordRun({ stack: 'naive', stoppedAtMs: 31_200 }), {}],
];

describe.each(STATES)('%s', (name, events, ui = {}) => {
  test.each(TWO_SIZES)('at $columns×$rows', (size) => {
    expectGolden(`${name}-${size.columns}x${size.rows}.txt`, frameAt(events, 31_300, { ...size, ui }));
  });
});

describe('a stack of containers', () => {
  const events = recordRun({ containers: true });
  test.each(SIZES)('at $columns×$rows', (size) => {
    const page = size.rows < 30 ? 'stack' : 'overview';
    expectGolden(`containers-${size.columns}x${size.rows}.txt`, frameAt(events, 31_300, { ...size, ui: { page } }));
  });
});

test.each(['run', 'watch'] as const)('the help of a %s', (mode) => {
  expectGolden(`help-${mode}-80x24.txt`, frameAt(naive, 44_300, { columns: 80, rows: 24, mode, ui: { help: true } }));
});

test('a note while it is written', () => {
  const draft = 'the cache is cold: \u001b[2J is what the log said';
  expectGolden('note-80x24.txt', frameAt(naive, 31_300, { columns: 80, rows: 24, ui: { draft } }));
});

test('a run that is held', () => {
  expectGolden('held-120x40.txt', frameAt(recordRun({ heldAtMs: 30_000 }), 31_300, { columns: 120, rows: 40 }));
});

test('without Unicode, in boxes', () => {
  const frame = frameAt(naive, 44_300, { columns: 120, rows: 40, unicode: false });
  expect(frame).toMatch(/^[\n\x20-\x7e]*$/u);
  expectGolden('slo-failed-120x40.ascii.txt', frame);
});

test('without Unicode', () => {
  const frame = frameAt(naive, 44_300, { columns: 80, rows: 24, unicode: false });
  expect(frame).toMatch(/^[\n\x20-\x7e]*$/u);
  expectGolden('slo-failed-80x24.ascii.txt', frame);
});

test('in a narrow terminal', () => {
  expectGolden('slo-failed-48x16.txt', frameAt(naive, 44_300, { columns: 48, rows: 16 }));
});

function expectGolden(name: string, frame: string): void {
  const path = `${FOLDER}${name}`;
  if (UPDATE) {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(path, `${frame}\n`);
  }
  expect(`${frame}\n`).toBe(readFileSync(path, 'utf8'));
}
