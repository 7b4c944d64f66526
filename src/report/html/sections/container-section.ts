import { containerLabel } from '../../words/container-label.ts';
import { mebibytes } from '../../words/mebibytes.ts';
import type { ContainerRow, Report } from '../../report.ts';
import { drawTimeChart } from '../chart/draw-time-chart.ts';
import type { RunFrame } from '../chart/run-frame.ts';
import type { TimeChart } from '../chart/time-chart.ts';
import { html } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { offsetText } from '../words.ts';
import { chartFigure } from './chart-figure.ts';
import { table } from './section.ts';
import type { Section } from './section.ts';

const MOST_CHANGES = 12;

/** What became of the stack's containers, and what they used. */
export function containerSection({ containers }: Report, charts: readonly TimeChart[], frame: RunFrame): Section | null {
  if (containers.length === 0) return null;
  return {
    id: 'containers',
    title: 'Containers of the stack',
    short: 'Containers',
    body: html`${table(
        'Containers of the stack',
        ['Container', 'At the end', 'Deaths', 'CPU', 'Memory', 'Lifecycle'].map((name, index) => ({
          name,
          numeric: index > 1 && index < 5,
        })),
        containers.map((container) => [
          nameText(container),
          statusText(container),
          deathsText(container),
          cpuText(container),
          memoryText(container),
          lifecycle(container),
        ]),
        'cards',
      )}
      <div class="charts">${charts.map((chart) => chartFigure(chart, chart.lines, drawTimeChart(chart, frame)))}</div>`,
  };
}

/** Short, with the whole name under it where that says more. */
function nameText({ name, service }: ContainerRow): Markup {
  const label = containerLabel(name, service);
  return html`<strong>${label}</strong>${label !== name && html`<small>${name}</small>`}`;
}

function statusText({ status, health, exitCode }: ContainerRow): string {
  const how = status === 'exited' && exitCode !== null ? ` with code ${exitCode}` : '';
  return `${status}${how}${health === null ? '' : `, ${health}`}`;
}

function deathsText({ deaths, oomKills }: ContainerRow): Markup {
  return html`${deaths}${oomKills > 0 && html`<small>${oomKills} out of memory</small>`}`;
}

function cpuText({ cpuCores }: ContainerRow): Markup | string {
  if (cpuCores === null) return '–';
  return html`${Number(cpuCores.mean.toPrecision(2))} cores<small>at most ${Number(cpuCores.max.toPrecision(2))}</small>`;
}

function memoryText({ memoryBytes, memoryLimitBytes }: ContainerRow): Markup | string {
  if (memoryBytes === null) return '–';
  const limit = memoryLimitBytes === null ? '' : ` of ${mebibytes(memoryLimitBytes)}`;
  return html`${mebibytes(memoryBytes.mean)}<small>at most ${mebibytes(memoryBytes.max)}${limit}</small>`;
}

function lifecycle({ lifecycle }: ContainerRow): Markup | string {
  if (lifecycle.length === 0) return 'unchanged';
  const rest = lifecycle.length - MOST_CHANGES;
  return html`${lifecycle
    .slice(0, MOST_CHANGES)
    .map(
      ({ atMs, change, exitCode, health, expected }) =>
        html`<div>
          ${offsetText(atMs)}:
          ${change}${exitCode !== null && ` with code ${exitCode}`}${health !== null && ` (${health})`}${!expected && change === 'died' && html` <strong>unexpectedly</strong>`}
        </div>`,
    )}${rest > 0 && html`<div>… and ${rest} more</div>`}`;
}
