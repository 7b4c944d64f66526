import { expect, test } from 'vitest';
import { buildReport } from '../../../../src/report/build-report.ts';
import { renderIndex } from '../../../../src/report/html/index/index-page.ts';
import type { Report } from '../../../../src/report/report.ts';
import { foldAll } from '../../../fixtures/timelines/record-timeline.ts';
import { slowRedis } from '../../../fixtures/timelines/slow-redis.ts';

const REPORT = buildReport(foldAll(slowRedis()));
const STYLE = { text: 'STYLE', hash: 'sha256-style' };

function index(...reports: readonly Report[]): string {
  return renderIndex(
    reports.map((report, at) => ({ folder: `run ${at}`, hasPage: at === 0, report })),
    STYLE,
  );
}

test('tells of each experiment its runs, the latest first, and links to their pages', () => {
  const older = { ...REPORT, run: 'r-old', startedAt: '2026-11-20T12:00:00.000Z' };
  const other = { ...REPORT, name: 'another', run: 'r-other' };
  const page = index(older, REPORT, other);
  expect(page).toContain('3 runs of 2 experiments');
  expect(page.indexOf('r-0001')).toBeLessThan(page.indexOf('r-old'));
  expect(page).toContain('href="run%200/report.html"');
  expect(page).toContain('href="run%201/report.json"');
});

test('draws each SLO’s trend, and says it in words', () => {
  const [row] = REPORT.slos;
  if (row === undefined) throw new Error('the recorded run has SLOs');
  const older: Report = { ...REPORT, startedAt: '2026-11-20T12:00:00.000Z', slos: [{ ...row, value: 512, verdict: 'fail' }] };
  expect(index(older, REPORT)).toContain('aria-label="2 runs: 512ms fail, 249ms pass. Limit 400ms."');
});

test('leaves a gap in a trend for a run without data, and draws at the top what is only known to be longer', () => {
  const [row] = REPORT.slos;
  if (row === undefined) throw new Error('the recorded run has SLOs');
  const runs = (middle: Partial<typeof row>): string =>
    index(
      ...[{ value: 100 }, { value: null, ...middle }, { value: 110 }].map((slo, day): Report => ({
        ...REPORT,
        startedAt: `2026-11-2${day}T12:00:00.000Z`,
        slos: [{ ...row, ...slo }],
      })),
    );
  const heights = (page: string): string[] => [...page.matchAll(/class="dot [^"]*" cx="[^"]*" cy="([^"]*)"/gu)].map(([, y]) => y ?? '');
  const path = (page: string): string => /class="line s6" d="([^"]*)"/u.exec(page)?.[1]?.replaceAll(/[\d. ]/gu, '') ?? '';
  const unknown = runs({ verdict: 'inconclusive', censored: false, atLeast: null, n: 0 });
  expect(heights(unknown)).toHaveLength(2);
  expect(path(unknown)).toBe('MM');
  expect(unknown).toContain('3 runs: 100ms pass, none inconclusive, 110ms pass.');
  const beyond = runs({ verdict: 'inconclusive', censored: true, atLeast: 2000 });
  expect(heights(beyond)[1]).toBe('3');
  expect(path(beyond)).toBe('MLL');
});

test('runs no script and takes no name for markup', () => {
  const page = index({ ...REPORT, name: '<script>alert(1)</script>' });
  expect(page).toContain('script-src &#39;none&#39;');
  expect(page.match(/<script/u)).toBeNull();
});
