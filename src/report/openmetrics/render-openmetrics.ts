import type { RunStory } from '../story/run-story.ts';
import { renderFamilies } from './metric-family.ts';
import { runFamilies } from './run-families.ts';
import { seriesFamilies } from './series-families.ts';

/** The verdict, and the time series with their times, in OpenMetrics text: to be backfilled into a Prometheus, or scraped once. */
export function renderOpenMetrics(story: RunStory): string {
  return renderFamilies([...runFamilies(story.report), ...seriesFamilies(story)]);
}
