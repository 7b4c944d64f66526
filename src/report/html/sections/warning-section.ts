import type { Report } from '../../report.ts';
import { html } from '../markup.ts';
import type { Section } from './section.ts';

export function warningSection({ warnings }: Report): Section | null {
  if (warnings.length === 0) return null;
  return {
    id: 'warnings',
    title: 'Warnings',
    body: html`<ul class="warnings">
      ${warnings.map((warning) => html`<li>${warning}</li>`)}
    </ul>`,
  };
}
