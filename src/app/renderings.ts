import { renderJson } from '../report/build-report.ts';
import { renderHtml } from '../report/html/render-html.ts';
import { renderOpenMetrics } from '../report/openmetrics/render-openmetrics.ts';
import { renderCsv } from '../report/render-csv.ts';
import { renderJunit } from '../report/render-junit.ts';
import { renderMarkdown } from '../report/render-markdown.ts';
import type { RunStory } from '../report/story/run-story.ts';
import { readPageAssets } from '../run-folder/read-page-assets.ts';

export interface Rendering {
  /** Its name in a run folder. */
  readonly file: string;
  render(story: RunStory): string | Promise<string>;
}

/** Every form a run's report has. Each is a fold over the same events, so that none can disagree with another. */
export const RENDERINGS = {
  html: { file: 'report.html', render: async (story) => renderHtml(story, await readPageAssets()) },
  json: { file: 'report.json', render: ({ report }) => renderJson(report) },
  csv: { file: 'series.csv', render: renderCsv },
  junit: { file: 'junit.xml', render: ({ report }) => renderJunit(report) },
  markdown: { file: 'summary.md', render: ({ report }) => renderMarkdown(report) },
  openmetrics: { file: 'metrics.txt', render: renderOpenMetrics },
} as const satisfies Record<string, Rendering>;

export type RenderingName = keyof typeof RENDERINGS;
