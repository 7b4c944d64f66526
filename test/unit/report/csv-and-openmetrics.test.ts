import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../src/events/run-event.ts';
import { renderOpenMetrics } from '../../../src/report/openmetrics/render-openmetrics.ts';
import { renderCsv } from '../../../src/report/render-csv.ts';
import { recordTimeline, steady } from '../../fixtures/timelines/record-timeline.ts';
import { slowRedis } from '../../fixtures/timelines/slow-redis.ts';
import { storyOf } from '../../fixtures/timelines/story-of.ts';

const STORY = storyOf(slowRedis());

describe('the time series as CSV', () => {
  const lines = renderCsv(STORY).trimEnd().split('\r\n');
  const head = lines[0]?.split(',') ?? [];
  const rows = lines.slice(1).map((line) => Object.fromEntries(line.split(',').map((cell, index) => [head[index], cell])));

  test('has a row a second, that say together what the report says', () => {
    expect(rows).toHaveLength(19);
    const total = (column: string): number => rows.reduce((sum, row) => sum + Number(row[column]), 0);
    expect(total('offered')).toBe(STORY.report.load[0]?.offered);
    expect(total('error_timeout')).toBe(
      Object.values(STORY.report.load[0]?.phases ?? {}).reduce((sum, phase) => sum + (phase.errors['timeout'] ?? 0), 0),
    );
    expect(rows.map((row) => row['phase'])).toEqual([
      'warmup',
      ...Array.from({ length: 6 }, () => 'baseline'),
      ...Array.from({ length: 6 }, () => 'fault'),
      ...Array.from({ length: 6 }, () => 'recovery'),
    ]);
  });

  test('names the phase of a last second that is cut short', () => {
    const ends = [1000, 3400, 3400, 3400] as const;
    const csv = renderCsv(storyOf(recordTimeline({ ends, faultForMs: null, arrivals: steady('baseline', 1000, 3400, 10) })));
    expect(
      csv
        .trimEnd()
        .split('\r\n')
        .slice(1)
        .map((line) => line.split(',')[3]),
    ).toEqual(['baseline', 'baseline', 'baseline']);
  });

  test('says inf where a percentile falls among the failures', () => {
    expect(rows.some((row) => row['p99_ms'] === 'inf')).toBe(true);
    expect(rows[0]?.['p50_ms']).toMatch(/^\d+(\.\d+)?$/u);
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('makes no formula of a load named %j', (name) => {
    const text = renderCsv(storyOf(renamed(name)));
    for (const line of text.split('\r\n').slice(1, -1)) expect(line).toMatch(/^"?'/u);
  });

  test('quotes what would end a cell', () => {
    const csv = renderCsv(storyOf(renamed('a,"b"\nc')));
    expect(csv).toContain('"a,""b""\nc",0,1,');
  });
});

const ENDED = ((Date.parse(STORY.report.startedAt) + STORY.report.durationMs) / 1000).toFixed(3);

describe('OpenMetrics', () => {
  test('has a time at every sample, so that all of it can be backfilled: no later than the run ended', () => {
    const samples = renderOpenMetrics(STORY)
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    const untimed = samples.filter((line) => !/ \d{10}\.\d{3}$/u.test(line));
    expect(untimed).toEqual([]);
    expect(Math.max(...samples.map((line) => Number(line.split(' ').at(-1))))).toBeLessThanOrEqual(Number(ENDED) + 1);
  });

  test('keeps to the format: families whole, times rising, nothing after the end', () => {
    expect(problems(renderOpenMetrics(STORY))).toEqual([]);
  });

  test('has the verdict, each SLO and each fault', () => {
    const text = renderOpenMetrics(STORY);
    expect(text.includes(`shakedown_verdict="${STORY.report.verdict}"} 1 ${ENDED}\n`)).toBe(true);
    expect(text.match(/^shakedown_verdict\{.*\} 1 [\d.]+$/gmu)).toHaveLength(1);
    expect(text).toMatch(/shakedown_slo_value\{.*expr="success_rate >= 99.9%".*\} 0\.985 [\d.]+\n/u);
    expect(text).toMatch(/shakedown_slo_value\{.*expr="p99.9\(response_time\) < 1.9s".*\} \+Inf [\d.]+\n/u);
    expect(text).toMatch(/shakedown_fault_proven\{.*fault="slow-redis".*\} 1 [\d.]+\n/u);
  });

  test('has the evidence beside each number: interval, scope, method, samples had, effective and required', () => {
    const text = renderOpenMetrics(STORY);
    for (const row of STORY.report.slos) {
      const sample = (name: string, more = ''): string | undefined =>
        text
          .split('\n')
          .find((line) => line.startsWith(`shakedown_slo_${name}{`) && line.includes(`slo="${row.id}"`) && line.includes(more));
      const value = (name: string): number =>
        Number(
          sample(name, name.endsWith('d_samples') || name === 'samples' ? '' : 'decides="true"')
            ?.split(' ')
            .at(-2),
        );
      expect(sample('evidence_info', `scope="${row.scope}",method="${row.methodName ?? ''}"`), row.id).toMatch(/ 1 [\d.]+$/u);
      expect(value('samples')).toBe(row.n);
      expect(value('effective_samples')).toBe(row.nEffective);
      expect(value('required_samples')).toBe(row.nRequired);
      const [low = null, high = null] = row.interval ?? [];
      if (low !== null) expect(value('interval_low')).toBe(low);
      if (high !== null) expect(value('interval_high')).toBe(high);
      if (row.interval === null) expect(sample('interval_high', 'decides="true"')).toBeUndefined();
      if (row.beside !== null)
        expect(sample('effective_samples', 'decides="false"')).toMatch(new RegExp(` ${row.beside.nEffective} [\\d.]+$`, 'u'));
    }
    expect(STORY.report.slos.some(({ interval }) => interval !== null)).toBe(true);
  });

  test('counts to what the report counts', () => {
    const last = renderOpenMetrics(STORY)
      .split('\n')
      .findLast((line) => line.startsWith('shakedown_offered_arrivals_total'));
    expect(Number(last?.split(' ').at(-2))).toBe(STORY.report.load[0]?.offered);
  });

  test('keeps hostile names inside their quotes', () => {
    const text = renderOpenMetrics(storyOf(renamed('x"} 1\n# EOF\n\u001b[2J\\')));
    expect(problems(text)).toEqual([]);
    expect(text).not.toContain('\u001b');
    expect(text).toContain(String.raw`load="x\"} 1\n# EOF\n\\x1b[2J\\"`);
  });
});

/** The recorded run with its load called otherwise. */
function renamed(name: string): RunEvent[] {
  return slowRedis().map((event): RunEvent => JSON.parse(JSON.stringify(event).replaceAll('"checkout"', JSON.stringify(name))));
}

/** What a strict reader of OpenMetrics text would refuse. */
function problems(text: string): string[] {
  const found: string[] = [];
  if (!text.endsWith('# EOF\n')) found.push('no end');
  const lines = text.slice(0, -1).split('\n');
  const seen = new Set<string>();
  let family = '';
  const times = new Map<string, number>();
  for (const [index, line] of lines.entries()) {
    if (line === '# EOF') {
      if (index !== lines.length - 1) found.push(`text after the end: ${line}`);
      continue;
    }
    const meta = /^# (TYPE|UNIT|HELP) (\w+) .+$/u.exec(line);
    if (meta !== null) {
      if (meta[1] === 'TYPE') {
        family = meta[2] ?? '';
        if (seen.has(family)) found.push(`${family} comes twice`);
        seen.add(family);
      }
      if (meta[2] !== family) found.push(`${line} is not of ${family}`);
      continue;
    }
    const sample = /^(\w+)(\{(?:\w+="(?:[^"\\\n]|\\["\\n])*",?)*\})? (NaN|[+-]Inf|-?[\d.]+(?:e[+-]?\d+)?) ([\d.]+)$/u.exec(line);
    if (sample === null) {
      found.push(`no sample: ${line}`);
      continue;
    }
    const [, name = '', labels = '', , at] = sample;
    if (name.replace(/_(?:total|info)$/u, '') !== family) found.push(`${name} stands in ${family}`);
    const key = name + labels;
    if (times.has(key) && !((times.get(key) ?? 0) < Number(at))) found.push(`${key} does not rise in time`);
    times.set(key, Number(at));
  }
  return found;
}
