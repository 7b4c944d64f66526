import type { Finding } from '../../story/findings.ts';
import { html } from '../markup.ts';
import { offsetText } from '../words.ts';
import type { Section } from './section.ts';

/** What failed, first of all, each with the second on the timeline where it shows. */
export function findingsSection(found: readonly Finding[], exitCode: number): Section | null {
  if (found.length === 0) return null;
  return {
    id: 'why',
    title: exitCode === 0 ? 'Notes' : exitCode === 1 || exitCode === 4 ? 'What failed' : 'Why there is no pass',
    body: html`<ol class="findings">
      ${found.map(
        ({ reason, atMs, isFirstSecond, advice }) =>
          html`<li>
            <p>
              <span class="message">${reason.message}</span>
              ${atMs !== null && html`<a class="at" href="#timeline" data-at="${(atMs / 1000).toFixed(3)}">${isFirstSecond ? 'first seen ' : ''}at ${offsetText(atMs)}</a>`}
            </p>
            ${advice !== null && html`<p class="advice">Try: ${advice}</p>`}
          </li>`,
      )}
    </ol>`,
  };
}
