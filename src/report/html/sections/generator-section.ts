import type { GeneratorRow, Report, TailStatistics } from '../../report.ts';
import { drawTimeChart } from '../chart/draw-time-chart.ts';
import type { RunFrame } from '../chart/run-frame.ts';
import type { TimeChart } from '../chart/time-chart.ts';
import { html } from '../markup.ts';
import { stolenWords } from '../../words/stolen-words.ts';
import { msText, shareText } from '../words.ts';
import { badge } from './badge.ts';
import { chartFigure } from './chart-figure.ts';
import { table } from './section.ts';
import type { Section } from './section.ts';

/** Whether it was the tool that was slow: a reader must be able to rule that out. */
export function generatorSection({ generator }: Report, charts: readonly TimeChart[], frame: RunFrame): Section | null {
  if (generator.perWorker.length === 0) return null;
  return {
    id: 'generator',
    title: 'Load generator',
    short: 'Generator',
    body: html`<p>${generator.limited ? badge('inconclusive', 'limited') : badge('pass', 'kept up')} ${said(generator)}</p>
      ${
        generator.limitedBecause.length > 0 &&
        html`<ul>
          ${generator.limitedBecause.map((because) => html`<li>${because}</li>`)}
        </ul>`
      }
      ${table(
        'How late the generator itself was, over the judged phases',
        ['Time', 'p50', 'p99', 'p99.9', 'Max'].map((name, index) => ({ name, numeric: index > 0 })),
        [
          tail('Dispatch lag (the generator’s)', generator.dispatchLagMs),
          tail('Blocked by the system (resolving, connecting)', generator.blockedMs),
          tail('Blocked by a cap of ours', generator.blockedByCapMs),
        ],
      )}
      <div class="charts">${charts.map((chart) => chartFigure(chart, chart.lines, drawTimeChart(chart, frame)))}</div>`,
  };
}

function said({ achievedRatio, cpuCores, perWorker, stolen }: GeneratorRow): string {
  const workers = `${perWorker.length} ${perWorker.length === 1 ? 'worker' : 'workers'}`;
  const cpu = cpuCores === null ? '' : `, ${cpuCores.toFixed(2)} cores`;
  const host = stolenWords(stolen);
  // A closed load has no schedule that its requests could be late against.
  const worst =
    achievedRatio === null ? '' : `; in its worst ten seconds ${shareText(achievedRatio)} of the arrivals were taken up on time`;
  return `${workers}${cpu}${worst}${host === null ? '' : `; ${host}`}.`;
}

function tail(name: string, times: TailStatistics): string[] {
  return [name, msText(times.p50), msText(times.p99), msText(times['p99.9']), msText(times.max)];
}
