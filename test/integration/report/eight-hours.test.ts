import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../../src/report/html/render-html.ts';
import { NEAR_S } from '../../../src/report/series/bin-width.ts';
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

  it('makes a page of less than 5 MB', async () => {
    const page = renderHtml(story, await readPageAssets());
    expect(Buffer.byteLength(page)).toBeLessThan(5 * MIB);
    expect(page).toContain('id="load-1-times"');
  });
});
