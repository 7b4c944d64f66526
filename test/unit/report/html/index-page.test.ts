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

test('runs no script and takes no name for markup', () => {
  const page = index({ ...REPORT, name: '<script>alert(1)</script>' });
  expect(page).toContain('script-src &#39;none&#39;');
  expect(page.match(/<script/u)).toBeNull();
});
