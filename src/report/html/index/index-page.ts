import type { Report } from '../../report.ts';
import { verdictWord } from '../../verdict-word.ts';
import { contentPolicy } from '../content-policy.ts';
import { html, trusted } from '../markup.ts';
import type { Markup } from '../markup.ts';
import type { HashedText } from '../page-assets.ts';
import { runBadge } from '../sections/badge.ts';
import { table } from '../sections/section.ts';
import { spanText } from '../words.ts';
import { sloTrends } from './slo-trends.ts';

export interface IndexedRun {
  /** Of the run's folder, relative to the page. */
  readonly folder: string;
  readonly hasPage: boolean;
  readonly report: Report;
}

/** All runs of a reports folder by experiment: the latest first, and how each SLO's value went from run to run. Without a script. */
export function renderIndex(runs: readonly IndexedRun[], style: HashedText): string {
  const experiments = Map.groupBy(
    runs.toSorted((a, b) => (a.report.startedAt < b.report.startedAt ? 1 : -1)),
    ({ report }) => report.name,
  );
  const title = `${numbered(runs.length, 'run')} of ${numbered(experiments.size, 'experiment')}`;
  return html`${trusted('<!doctype html>')}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${contentPolicy({ script: null, style })}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Shakedown: ${title}</title>
        ${trusted(`<style>${style.text}</style>`)}
      </head>
      <body>
        <header class="hero">
          <p class="kicker"><span class="brand">shakedown</span></p>
          <h1>${title}</h1>
        </header>
        <main>${[...experiments].map(([name, of], index) => experimentSection(name, of, `experiment-${index + 1}`))}</main>
        <footer><p>One run says nothing of another: for a comparison, compare several.</p></footer>
      </body>
    </html> `.text;
}

function experimentSection(name: string, runs: readonly IndexedRun[], id: string): Markup {
  const verdicts = runs.map(({ report }) => verdictWord(report));
  const tally = [...new Set(verdicts)].map((word) => `${verdicts.filter((one) => one === word).length} ${word}`);
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${name}</h2>
    <p class="note">${tally.join(', ')}</p>
    ${sloTrends(runs)}
    ${table(
      `Runs of ${name}`,
      ['Run', 'Verdict', 'Why', 'Took', 'Seed', 'Git'].map((column, index) => ({ name: column, numeric: index === 3 || index === 4 })),
      runs.map(({ folder, hasPage, report }) => [
        html`<a href="${encodeURIComponent(folder)}/${hasPage ? 'report.html' : 'report.json'}"
            >${report.startedAt.replace('T', ' ').replace(/\.\d+Z$/u, ' UTC')}</a
          ><small>${report.run}</small>`,
        runBadge(report),
        report.reasons[0]?.message.split('\n')[0] ?? '',
        spanText(report.durationMs),
        report.seed,
        report.git === null ? '–' : html`<code>${report.git.slice(0, 12)}</code>`,
      ]),
    )}
  </section> `;
}

function numbered(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${count} ${what}s`;
}
