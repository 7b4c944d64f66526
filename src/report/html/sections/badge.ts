import type { Verdict } from '../../report.ts';
import { verdictWord } from '../../verdict-word.ts';
import { html } from '../markup.ts';
import type { Markup } from '../markup.ts';

const SIGNS: Readonly<Record<Verdict, string>> = { pass: '✓', fail: '✕', inconclusive: '?' };
const TONES: Readonly<Record<Verdict, string>> = { pass: 'good', fail: 'bad', inconclusive: 'warn' };

/** A verdict as sign, word and colour. */
export function badge(verdict: Verdict, word: string = verdict): Markup {
  return html`<span class="badge ${TONES[verdict]}"><span aria-hidden="true">${SIGNS[verdict]}</span> ${word}</span>`;
}

/** Of a whole run. A measurement that nothing was asked of is neither good nor bad. */
export function runBadge(run: { readonly verdict: Verdict; readonly exitCode: number }): Markup {
  const word = verdictWord(run);
  return word === 'measured' ? html`<span class="badge">${word}</span>` : badge(run.verdict, word);
}

export function toneOf(run: { readonly verdict: Verdict; readonly exitCode: number }): string {
  return verdictWord(run) === 'measured' ? 'neutral' : TONES[run.verdict];
}
