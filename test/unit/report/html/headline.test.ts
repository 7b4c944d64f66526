import { expect, test } from 'vitest';
import { buildReport } from '../../../../src/report/build-report.ts';
import { headline } from '../../../../src/report/html/sections/headline.ts';
import { endpointSection } from '../../../../src/report/html/sections/endpoint-section.ts';
import { phasesTable } from '../../../../src/report/html/sections/phases-table.ts';
import { renderMarkdown } from '../../../../src/report/render-markdown.ts';
import type { LoadRow } from '../../../../src/report/report.ts';
import { foldAll } from '../../../fixtures/timelines/record-timeline.ts';
import { slowRedis } from '../../../fixtures/timelines/slow-redis.ts';

const REPORT = buildReport(foldAll(slowRedis()));
const [CHECKOUT] = REPORT.load;
if (CHECKOUT?.phases.fault === undefined) throw new Error('the recorded run has a load, and a fault');
const FAULT = CHECKOUT.phases.fault;

/** What the tiles say, a line each, for a run of these loads. */
function tiles(load: readonly LoadRow[]): string[] {
  const { text } = headline({ ...REPORT, load });
  return [...text.matchAll(/<dt>([^<]*)<\/dt>\s*<dd>([^<]*)<small>([^<]*)<\/small>/gu)].map(
    ([, label, value, below]) => `${label}: ${value}, ${below}`,
  );
}

test('the headline of one load names none', () => {
  expect(tiles([CHECKOUT])).toEqual([
    expect.stringMatching(/^Success rate: 98.5%, during the fault · 100% before$/u),
    expect.stringMatching(/^p99 response time: .* during the fault · [\d.]+ms before$/u),
    'Recovery: ≤ 1s, limit 2.5s',
    'Offered: 1,800, none dropped',
  ]);
});

test('a closed load offers nothing', () => {
  expect(tiles([{ ...CHECKOUT, model: 'closed' }]).at(-1)).toBe('Requests: 1,800, as many as were answered');
});

test('the headline of several loads gives the worst of each by name, and what all of them offered', () => {
  const slow = { ...FAULT, successRate: 1, responseTimeMs: { ...FAULT.responseTimeMs, p99: 900 } };
  const shaky = { ...FAULT, responseTimeMs: { ...FAULT.responseTimeMs, p99: 300 } };
  const search: LoadRow = { ...CHECKOUT, name: 'search', phases: { ...CHECKOUT.phases, fault: slow } };
  expect(tiles([{ ...CHECKOUT, phases: { ...CHECKOUT.phases, fault: shaky } }, search])).toEqual([
    expect.stringMatching(/^Success rate: 98.5%, .* · checkout, the worst of 2 loads$/u),
    expect.stringMatching(/^p99 response time: 900ms, .* · search, the worst of 2 loads$/u),
    'Recovery: ≤ 1s, limit 2.5s',
    'Offered: 3,600, none dropped · by 2 loads',
  ]);
});

test('of a load whose outcomes are all unknown nothing is at least the timeout', () => {
  const none = { mean: null, p50: null, p90: null, p95: null, p99: null, 'p99.9': null, max: null };
  const inFlight = { ...FAULT, ok: 0, successRate: null, errors: {}, responseTimeMs: { ...none, censored: false, atLeast: null } };
  const cutOff: LoadRow = { ...CHECKOUT, whole: inFlight, phases: { fault: inFlight }, endpoints: [{ endpoint: '/', ...inFlight }] };
  const report = { ...REPORT, load: [cutOff] };
  expect(tiles([cutOff])[1]).toMatch(/^p99 response time: –, /u);
  expect(phasesTable(cutOff, report).text).not.toContain('≥');
  expect(endpointSection(report)?.body.text).not.toContain('≥');
  expect(renderMarkdown(report)).toContain(`| checkout | ${inFlight.count} | – | – | – | – |`);
});

test('what was never answered has no times, and only percentiles of response time lie among the failures', () => {
  const none = { mean: null, p50: null, p90: null, p95: null, p99: null, 'p99.9': null, max: null };
  const unanswered = { ...FAULT, successRate: 0, responseTimeMs: { ...none, censored: true, atLeast: 2000 }, serviceTimeMs: none };
  const open: LoadRow = { ...CHECKOUT, phases: { fault: unanswered } };
  const closed: LoadRow = { ...open, model: 'closed' };
  const times = (load: LoadRow): string[] =>
    [...phasesTable(load, REPORT).text.matchAll(/<th scope="row"[^>]*>((?:p|max)[^<]*)<\/th>\s*<td[^>]*><div>([^<]*)/gu)].map(
      ([, name, value]) => `${name}: ${value}`,
    );
  expect(times(open)).toEqual([
    ...['p50', 'p90', 'p95', 'p99', 'p99.9'].map((name) => `${name} response time: ≥ 2s`),
    'max of answered: –',
  ]);
  expect(times(closed)).toEqual([...['p50', 'p90', 'p95', 'p99', 'p99.9'].map((name) => `${name} service time: –`), 'max of answered: –']);
  expect(tiles([closed])[1]).toMatch(/^p99 service time: –, /u);
});
