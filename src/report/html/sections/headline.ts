import type { Report } from '../../report.ts';
import { verdictWord } from '../../verdict-word.ts';
import { html } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { verdictSentence } from '../verdict-sentence.ts';
import { msText, shareText, spanText } from '../words.ts';
import { badge, toneOf } from './badge.ts';

/** Verdict and hypothesis, and the few numbers that most readers came for. */
export function headline(report: Report): Markup {
  const began = report.startedAt.replace('T', ' ').replace(/\.\d+Z$/u, ' UTC');
  return html`<header class="hero ${toneOf(report.verdict)}">
    <p class="kicker">
      <span class="brand">shakedown</span> <span>${began}</span> <span>${spanText(report.durationMs)}</span>
      <span>seed ${report.seed}</span> <span>exit code ${report.exitCode}</span>
    </p>
    <h1>${report.name}</h1>
    <p class="verdict">${badge(report.verdict, verdictWord(report))} <strong>${verdictSentence(report)}</strong></p>
    ${report.hypothesis !== null && html`<p class="hypothesis"><span class="label">Hypothesis</span> ${report.hypothesis}</p>`}
    ${tiles(report)}
  </header> `;
}

function tiles(report: Report): Markup | null {
  const [load] = report.load;
  if (load === undefined || load.whole.count === 0) return null;
  const times = load.model === 'open' ? 'responseTimeMs' : 'serviceTimeMs';
  const phase = load.phases.fault ?? load.whole;
  const where = load.phases.fault === undefined ? 'whole run' : 'during the fault';
  const before = load.phases.baseline;
  const recovery = report.slos.find(({ expr }) => expr.startsWith('recovery_time'));
  const p99 = (statistics: typeof phase): string =>
    statistics[times].p99 === null && statistics.count > 0 ? `≥ ${msText(load.timeoutMs)}` : msText(statistics[times].p99);
  return html`<dl class="tiles">
    ${tile('Success rate', shareText(phase.successRate), `${where}${load.phases.fault !== undefined && before !== undefined ? ` · ${shareText(before.successRate)} before` : ''}`)}
    ${tile(load.model === 'open' ? 'p99 response time' : 'p99 service time', p99(phase), `${where}${load.phases.fault !== undefined && before !== undefined ? ` · ${p99(before)} before` : ''}`)}
    ${recovery !== undefined && tile('Recovery', recovery.value === null ? 'not seen' : recovery.value === 0 ? 'at once' : `≤ ${msText(recovery.value)}`, `limit ${msText(recovery.limit)}`)}
    ${tile('Offered', countOf(load.offered), load.dropped > 0 ? `${countOf(load.dropped)} dropped` : report.load.length > 1 ? `by ${load.name}` : 'none dropped')}
  </dl>`;
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
