import { describe, expect, it } from 'vitest';
import { renderJson } from '../../../src/report/build-report.ts';
import { containerCharts } from '../../../src/report/html/container-charts.ts';
import { renderHtml } from '../../../src/report/html/render-html.ts';
import { NEAR_S } from '../../../src/events/bin-width.ts';
import { readPageAssets } from '../../../src/run-folder/read-page-assets.ts';
import { EIGHT_HOURS_S, eightHours } from '../../fixtures/timelines/eight-hours.ts';
import { storyOf } from '../../fixtures/timelines/story-of.ts';

const MIB = 2 ** 20;

describe('a run of eight hours', () => {
  const story = storyOf(eightHours());
  const bins = story.series.loads[0]?.bins ?? [];

  it('is kept in tens of seconds, and in single ones near the fault’s beginning and end', () => {
    expect(bins.length).toBeLessThan(3600);
    for (const [index, bin] of bins.entries()) {
      const before = bins[index - 1];
      if (before !== undefined) expect(bin.fromS).toBe(before.toS);
      const isNear = [0, 1, 10_000, 20_000].some((mark) => Math.abs(bin.fromS - mark) < NEAR_S - 10);
      if (isNear) expect(bin.toS - bin.fromS).toBe(1);
    }
    expect(bins.filter(({ fromS, toS }) => toS - fromS === 10).length).toBeGreaterThan(2600);
    expect(bins.at(-1)?.toS).toBe(EIGHT_HOURS_S);
  });

  it('loses no arrival by it', () => {
    expect(bins.reduce((sum, { offered }) => sum + offered, 0)).toBe(EIGHT_HOURS_S * 100);
    expect(story.report.load[0]?.offered).toBe(EIGHT_HOURS_S * 100);
  });

  it('has percentiles of merged distributions, never means of percentiles', () => {
    const wide = bins.find(({ fromS, toS }) => fromS > 5000 && toS - fromS === 10);
    // 1,000 times spread evenly over 12 to 36 ms.
    expect(Number(wide?.times.p50)).toBeGreaterThan(23);
    expect(Number(wide?.times.p50)).toBeLessThan(25);
    expect(Number(wide?.times['p99.9'])).toBeGreaterThan(35.5);
  });

  it('tells what seven containers used from its first minute to its last, the fault included', () => {
    const { containers } = story.report;
    expect(containers.map(({ series }) => series[0]?.atMs)).toEqual(Array.from({ length: 7 }, () => 1020));
    for (const { series, cpuCores } of containers) {
      expect(series.length).toBeLessThanOrEqual(1000);
      expect(series.filter(({ atMs }) => atMs > 10_000_000 && atMs < 20_000_000).length).toBeGreaterThan(100);
      expect(series.at(-1)?.atMs).toBeGreaterThan((EIGHT_HOURS_S - 120) * 1000);
      expect(cpuCores?.max).toBeGreaterThan(0.5);
    }
    expect(Buffer.byteLength(renderJson(story.report))).toBeLessThan(2 * MIB);
  });

  it('draws containers in the bins of the load', () => {
    const [cpu] = containerCharts(story.state);
    const ends = new Map(bins.map(({ fromS, toS }) => [fromS, toS]));
    const beforeTheEnd = cpu?.spans.filter(({ fromS }) => fromS > 1 && fromS < EIGHT_HOURS_S - 2 * NEAR_S) ?? [];
    expect(beforeTheEnd.length).toBeGreaterThan(2600);
    expect(beforeTheEnd.filter(({ fromS, toS }) => ends.get(fromS) !== toS)).toEqual([]);
  });

  it('makes a page of less than 5 MB', async () => {
    const page = renderHtml(story, await readPageAssets());
    expect(Buffer.byteLength(page)).toBeLessThan(5 * MIB);
    expect(page).toContain('id="load-1-times"');
    expect(page).toContain('id="containers-cpu"');
    expect(page).toContain('orders-consistent');
  });
});
