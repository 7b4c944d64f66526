import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseEventLog, renderEventLine } from '../../../../src/events/parse-event-line.ts';
import type { RunEvent } from '../../../../src/events/run-event.ts';
import { renderHtml } from '../../../../src/report/html/render-html.ts';
import { html } from '../../../../src/report/html/markup.ts';
import { renderJson } from '../../../../src/report/build-report.ts';
import { findings } from '../../../../src/report/story/findings.ts';
import { slowRedis } from '../../../fixtures/timelines/slow-redis.ts';
import { plannedSlo, recordTimeline, steady } from '../../../fixtures/timelines/record-timeline.ts';
import { storyOf } from '../../../fixtures/timelines/story-of.ts';

const ASSETS = { script: { text: 'SCRIPT', hash: 'sha256-script' }, style: { text: 'STYLE', hash: 'sha256-style' } };
const GOLDEN = new URL('../../../fixtures/pages/slow-redis.html', import.meta.url);

/** The production path: events to lines of a log, back, folded, rendered. */
function page(events: readonly RunEvent[] = slowRedis()): string {
  return renderHtml(storyOf(parseEventLog(events.map(renderEventLine).join(''))), ASSETS);
}

describe('the page of a recorded run', () => {
  test('is what it was (UPDATE_GOLDEN=1 refreshes it)', () => {
    const text = page().replaceAll(/base64,[\w+/=]+/gu, 'base64,…');
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(GOLDEN, text);
    expect(text).toBe(readFileSync(GOLDEN, 'utf8'));
  });

  test('allows its own script and style, and nothing else', () => {
    expect(page()).toContain(
      `content="default-src &#39;none&#39;; script-src &#39;sha256-script&#39;; style-src &#39;sha256-style&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;"`,
    );
    // What a policy by hashes refuses: attributes that are style or script.
    expect(page().match(/<[^>]+\s(?:style|on\w+)=/u)).toBeNull();
  });

  test('brings report.json along, to the letter', () => {
    const [, encoded = ''] = /href="data:application\/json;base64,([^"]+)"/u.exec(page()) ?? [];
    expect(Buffer.from(encoded, 'base64').toString()).toBe(renderJson(storyOf(slowRedis()).report));
  });

  test('has every id once', () => {
    const ids = [...page().matchAll(/\sid="([^"]+)"/gu)].map(([, id]) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test('of a run that was cut off anywhere is a page', () => {
    const events = slowRedis();
    for (let cut = 1; cut < events.length; cut += 17) expect(page(events.slice(0, cut))).toContain('</html>');
  });
});

test('draws what containers used and tells what became of them', () => {
  const measured = Array.from({ length: 12 }, (_, second) => ({
    atMs: 2000 + second * 1000,
    body: {
      type: 'containers-measured' as const,
      containers: [
        {
          container: 'shop-db-1',
          service: 'db',
          cpuCores: 0.25,
          memoryBytes: 64 * 2 ** 20,
          memoryLimitBytes: null,
          receivedBytes: 1,
          sentBytes: 1,
        },
      ],
    },
  }));
  const died = { container: 'shop-db-1', id: 'abc', service: 'db', change: 'died', exitCode: 137, health: null, expected: false } as const;
  const events = recordTimeline({
    arrivals: steady('baseline', 1000, 4000, 10),
    edit: (entries) => [...entries, ...measured, { atMs: 5000, body: { type: 'container-changed', ...died } }],
  });
  const text = page(events);
  const section = text.slice(text.indexOf('id="containers"'), text.indexOf('id="events"'));
  expect(section).toContain('64 MiB');
  expect(section).toMatch(/\+5\.0 s:\s+died with code 137\s+<strong>unexpectedly/u);
  expect(section).toContain('data-chart="containers-cpu"');
  expect(section).toContain('data-chart="containers-memory"');
});

test('shows what an operator held, on the timeline and on every chart over time', () => {
  const held = [
    { atMs: 5000, body: { type: 'timeline-held' as const } },
    { atMs: 7000, body: { type: 'timeline-resumed' as const } },
  ];
  const text = page(recordTimeline({ arrivals: steady('baseline', 1000, 14_000, 10), edit: (entries) => [...entries, ...held] }));
  const drawings = [...text.matchAll(/<svg\s+class="(?:chart|timeline)"[\s\S]*?<\/svg>/gu)].map(([svg]) => svg);
  const timed = drawings.filter((svg) => svg.includes('-hatch'));
  expect(timed.length).toBeGreaterThanOrEqual(4);
  for (const svg of timed) expect(svg).toContain('held by an operator');
  expect(text).toContain('"holds":[{"fromS":5,"toS":7}]');
});

test('names limits that are close together one above the other', () => {
  const slos = ['p95(response_time) < 300ms', 'p99(response_time) < 305ms', 'p99.9(response_time) < 310ms'].map((text) => plannedSlo(text));
  const text = page(recordTimeline({ slos, arrivals: steady('baseline', 1000, 14_000, 10) }));
  const chart = text.slice(text.indexOf('data-chart="load-1-percentiles"'));
  const heights = [...chart.slice(0, chart.indexOf('</svg>')).matchAll(/class="limit-name"\s+x="[\d.]+"\s+y="([\d.]+)"/gu)].map(([, y]) =>
    Number(y),
  );
  expect(heights).toHaveLength(3);
  const sorted = heights.toSorted((a, b) => a - b);
  for (const [index, y] of sorted.slice(1).entries()) expect(y - (sorted[index] ?? 0)).toBeGreaterThanOrEqual(12);
});

test('a run without faults has no before and after', () => {
  const text = page(recordTimeline({ faultForMs: null, arrivals: steady('baseline', 1000, 4000, 10) }));
  expect(text).not.toMatch(/Before|During|After/u);
});

describe('a run that failed', () => {
  const events = recordTimeline({
    slos: [plannedSlo('success_rate >= 99%'), plannedSlo('p95(response_time) < 300ms')],
    arrivals: [
      ...steady('baseline', 1000, 4000, 50),
      ...steady('fault', 4000, 8000, 50, (atMs) => (atMs >= 6000 ? { ending: 'status' as const } : {})),
      ...steady('recovery', 8000, 14_000, 50),
    ],
  });

  test('points to the first second in which each SLO did not hold', () => {
    expect(findings(storyOf(events)).map(({ reason, atMs, isFirstSecond }) => [reason.slo, atMs, isFirstSecond])).toEqual([
      ['success_rate >= 99%', 6000, true],
      ['p95(response_time) < 300ms', 6000, true],
    ]);
  });

  test('says what failed before anything else, with a link to that second and a mark on every chart over time', () => {
    const text = page(events);
    const body = text.slice(text.indexOf('<main'));
    expect(body.indexOf('What failed')).toBeGreaterThan(0);
    expect(body.indexOf('What failed')).toBeLessThan(body.indexOf('id="slos"'));
    expect(body).toContain('data-at="6.000"');
    const charts = [...body.matchAll(/<svg\s+class="chart"[\s\S]*?<\/svg>/gu)].map(([svg]) => svg);
    const timed = charts.filter((svg) => svg.includes('-hatch'));
    expect(timed.length).toBeGreaterThanOrEqual(4);
    for (const svg of timed) expect(svg).toContain('class="mark"');
  });
});

describe('texts of others', () => {
  const HOSTILE = '</script><script>alert(1)</script>"\'&<img src=x onerror=alert(1)>\u001b]0;x\u0007\u202e';

  test('stand in a page as texts, wherever they come from', () => {
    const events = slowRedis().map((event): RunEvent => {
      const renamed = JSON.stringify(event)
        .replaceAll('"checkout"', JSON.stringify(HOSTILE))
        .replaceAll('"slow-redis"', JSON.stringify(HOSTILE))
        .replaceAll('GET /', JSON.stringify(HOSTILE).slice(1, -1))
        .replaceAll('With redis slower', JSON.stringify(HOSTILE).slice(1, -1));
      return JSON.parse(renamed);
    });
    const warned: RunEvent = { v: 1, seq: 1, at: '2026-11-21T12:00:00.000Z', ms: 1, type: 'warning-raised', message: HOSTILE };
    const text = page([...events.slice(0, 1), warned, ...events.slice(1)]);
    expect(text.match(/<img|alert\(1\)<\/script>/u)).toBeNull();
    expect(text.match(/<script/gu)).toHaveLength(2);
    expect(text.match(/[\u001b\u0007\u202e]/u)).toBeNull();
    expect(text.includes('&lt;img src=x onerror=alert(1)&gt;')).toBe(true);
  });

  test('are escaped by default in texts and in quoted attributes', () => {
    expect(html`<a title="${'"><b>'}">${'a & b < c'}</a>`.text).toBe('<a title="&quot;&gt;&lt;b&gt;">a &amp; b &lt; c</a>');
    expect(html`<p>${[html`<b>${'<'}</b>`, null, false, 0]}</p>`.text).toBe('<p><b>&lt;</b>0</p>');
  });
});
