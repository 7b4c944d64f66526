import type { Verdict } from '../../report.ts';
import { html } from '../markup.ts';
import type { Markup } from '../markup.ts';

const SIGNS: Readonly<Record<Verdict, string>> = { pass: '✓', fail: '✕', inconclusive: '?' };
const TONES: Readonly<Record<Verdict, string>> = { pass: 'good', fail: 'bad', inconclusive: 'warn' };

/** A verdict as sign, word and colour. */
export function badge(verdict: Verdict, word: string = verdict): Markup {
  return html`<span class="badge ${TONES[verdict]}"><span aria-hidden="true">${SIGNS[verdict]}</span> ${word}</span>`;
}

export function toneOf(verdict: Verdict): string {
  return TONES[verdict];
}
