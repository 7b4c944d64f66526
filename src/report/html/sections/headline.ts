import type { LoadRow, LoadStatistics, Report, TimeStatistics } from '../../report.ts';
import { html } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { verdictSentence } from '../verdict-sentence.ts';
import { timeWords } from '../../words/time-words.ts';
import { msText, shareText, spanText } from '../words.ts';
import { runBadge, toneOf } from './badge.ts';

/** Verdict and hypothesis, and the few numbers that most readers came for. */
export function headline(report: Report): Markup {
  const began = report.startedAt.replace('T', ' ').replace(/\.\d+Z$/u, ' UTC');
  return html`<header class="hero ${toneOf(report)}">
    <p class="kicker">
      <span class="brand">shakedown</span> <span>${began}</span> <span>${spanText(report.durationMs)}</span>
      <span>seed ${report.seed}</span> <span>exit code ${report.exitCode}</span>
    </p>
    <h1>${report.name}</h1>
    <p class="verdict">${runBadge(report)} <strong>${verdictSentence(report)}</strong></p>
    ${report.hypothesis !== null && html`<p class="hypothesis"><span class="label">Hypothesis</span> ${report.hypothesis}</p>`}
    ${tiles(report)}
  </header> `;
}

function tiles(report: Report): Markup | null {
  const loads = report.load.filter(({ whole }) => whole.count > 0);
  const recovery = report.slos.find(({ expr }) => expr.startsWith('recovery_time'));
  // Percentiles of several loads make no one percentile: the worst of them, by its name.
  const [shaky] = loads.toSorted((a, b) => (judged(a).successRate ?? 1) - (judged(b).successRate ?? 1));
  const [slow] = loads.toSorted((a, b) => slowness(b) - slowness(a));
  if (shaky === undefined || slow === undefined) return null;
  const whose = (load: LoadRow): string => (loads.length > 1 ? ` · ${load.name}, the worst of ${loads.length} loads` : '');
  return html`<dl class="tiles">
    ${tile('Success rate', shareText(judged(shaky).successRate), `${besides(shaky, ({ successRate }) => shareText(successRate))}${whose(shaky)}`)}
    ${tile(slow.model === 'open' ? 'p99 response time' : 'p99 service time', p99Text(slow, judged(slow)), `${besides(slow, (phase) => p99Text(slow, phase))}${whose(slow)}`)}
    ${recovery !== undefined && tile('Recovery', recovery.value === null ? (recovery.n === 0 ? 'not reached' : 'not seen') : recovery.value === 0 ? 'at once' : `≤ ${msText(recovery.value)}`, `limit ${msText(recovery.limit)}`)}
    ${arrivalsTile(loads)}
  </dl>`;
}

/** A closed load offers nothing and drops nothing: it asks as often as it is answered. */
function arrivalsTile(loads: readonly LoadRow[]): Markup {
  const count = loads.reduce((sum, { whole }) => sum + whole.count, 0);
  const dropped = loads.reduce((sum, { whole }) => sum + (whole.errors['dropped'] ?? 0), 0);
  const by = loads.length > 1 ? ` · by ${loads.length} loads` : '';
  return loads.every(({ model }) => model === 'closed')
    ? tile('Requests', countOf(count), `as many as were answered${by}`)
    : tile('Offered', countOf(count), `${dropped > 0 ? `${countOf(dropped)} dropped` : 'none dropped'}${by}`);
}

/** What readers came for: how it went during the fault, or in the whole run where there was none. */
function judged({ phases, whole }: LoadRow): LoadStatistics {
  return phases.fault ?? whole;
}

function besides({ phases }: LoadRow, text: (phase: LoadStatistics) => string): string {
  if (phases.fault === undefined) return 'whole run';
  return `during the fault${phases.baseline === undefined ? '' : ` · ${text(phases.baseline)} before`}`;
}

function timesOf({ model }: LoadRow, phase: LoadStatistics): TimeStatistics {
  return phase[model === 'open' ? 'responseTimeMs' : 'serviceTimeMs'];
}

function p99Text(load: LoadRow, phase: LoadStatistics): string {
  return timeWords(timesOf(load, phase), 'p99');
}

/** Among the failures is above every time, and so is a closed load that got no answer. */
function slowness(load: LoadRow): number {
  const phase = judged(load);
  const isBeyond = load.model === 'open' ? phase.responseTimeMs.censored : phase.count > 0;
  return timesOf(load, phase).p99 ?? (isBeyond ? Number.MAX_VALUE : -1);
}

function tile(label: string, value: string, below: string): Markup {
  return html`<div>
    <dt>${label}</dt>
    <dd>${value}<small>${below}</small></dd>
  </div>`;
}

function countOf(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/gu, ',');
}
