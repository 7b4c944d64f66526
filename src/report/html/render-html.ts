import { renderJson } from '../build-report.ts';
import { renderCsv } from '../render-csv.ts';
import { findings } from '../story/findings.ts';
import type { RunStory } from '../story/run-story.ts';
import { recoveryClock } from '../../slo/recovery-clock.ts';
import { base64 } from './base64.ts';
import { runFrame } from './chart/run-frame.ts';
import { verdictWord } from '../verdict-word.ts';
import { html, trusted } from './markup.ts';
import type { Markup } from './markup.ts';
import type { PageAssets } from './page-assets.ts';
import { pageCharts } from './page-charts.ts';
import { inertJson, pageData } from './page-data.ts';
import { aboutSection } from './sections/about-section.ts';
import { containerSection } from './sections/container-section.ts';
import { endpointSection } from './sections/endpoint-section.ts';
import { faultSection } from './sections/fault-section.ts';
import { findingsSection } from './sections/findings-section.ts';
import { generatorSection } from './sections/generator-section.ts';
import { headline } from './sections/headline.ts';
import { loadSection } from './sections/load-section.ts';
import { logSection } from './sections/log-section.ts';
import { probeSection } from './sections/probe-section.ts';
import { processSection } from './sections/process-section.ts';
import { renderSection } from './sections/section.ts';
import { sloSection } from './sections/slo-section.ts';
import { timelineSection } from './sections/timeline-section.ts';
import { warningSection } from './sections/warning-section.ts';
import { contentPolicy } from './content-policy.ts';

/** A run as one HTML file that needs nothing but itself: no network, no script to be read, none of its texts taken for markup. */
export function renderHtml(story: RunStory, assets: PageAssets): string {
  const { report, state, series } = story;
  const found = findings(story);
  const marks = found.flatMap(({ label, atMs }) => (atMs === null ? [] : [{ label, atS: atMs / 1000 }]));
  const lastS = series.loads.reduce((last, { bins }) => Math.max(last, bins.at(-1)?.toS ?? 0), 0);
  const frame = runFrame(report, marks, lastS);
  const charts = pageCharts(story);
  const sections = [
    findingsSection(found, report.exitCode),
    sloSection(report),
    timelineSection(report, frame, recoveryClock(state)),
    ...charts.loads.map((drawings, index) => loadSection(story, drawings, index, frame)),
    endpointSection(report),
    faultSection(story),
    probeSection(report),
    containerSection(report, charts.containers, frame),
    processSection(story),
    generatorSection(report, charts.generator, frame),
    warningSection(report),
    logSection(story.log),
    aboutSection(story),
  ].filter((section) => section !== null);
  const file = report.run;
  return html`${trusted('<!doctype html>')}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${contentPolicy(assets)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <meta name="generator" content="shakedown ${report.toolVersion}" />
        <title>${verdictWord(report)}: ${report.name}</title>
        ${element('style', assets.style.text)}
      </head>
      <body>
        <a class="skip" href="#main">Skip to the report</a>
        ${headline(report)}
        <nav aria-label="Sections">
          <ul>
            ${sections.map(({ id, title, short = title }) => html`<li><a href="#${id}">${short}</a></li>`)}
          </ul>
        </nav>
        <main id="main">
          ${sections.map(renderSection)}
          <section id="data" aria-labelledby="data-title">
            <h2 id="data-title">Data</h2>
            <p class="downloads">
              <a download="${file}.report.json" href="data:application/json;base64,${base64(renderJson(report))}">report.json</a>
              <a download="${file}.series.csv" href="data:text/csv;base64,${base64(renderCsv(story))}">time series (CSV)</a>
            </p>
          </section>
        </main>
        <footer>
          <p>
            Made by shakedown ${report.toolVersion} from the event log of run ${report.run}. All times are on the run’s own clock, from the
            first arrival.
          </p>
        </footer>
        ${element('script type="application/json" id="page-data"', inertJson(pageData(charts, frame)))}
        ${element('script', assets.script.text)}
      </body>
    </html> `.text;
}

/** The page's own words, to the letter: a policy names them by their hash. */
function element(tag: string, text: string): Markup {
  return trusted(`<${tag}>${text}</${tag.split(' ')[0] ?? tag}>`);
}
