import type { EventLogView, LogEntry } from '../../story/run-story.ts';
import { html } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { countText, offsetText } from '../words.ts';
import type { Section } from './section.ts';

export function logSection({ entries, leftOut }: EventLogView): Section {
  const half = Math.ceil(entries.length / 2);
  return {
    id: 'events',
    title: 'Event log',
    short: 'Events',
    body: html`<div class="scroll tall" role="region" aria-label="Event log" tabindex="0">
      <ol class="log">
        ${entries.slice(0, half).map(line)}
        ${leftOut > 0 && html`<li class="dim"><span></span><span>… ${countText(leftOut)} more, in events.ndjson …</span></li>`}
        ${entries.slice(half).map(line)}
      </ol>
    </div>`,
  };
}

const SIGNS = { good: '✓', bad: '✕', warn: '!', accent: '▸', dim: '', plain: '' } as const;

function line({ atMs, text, tone }: LogEntry): Markup {
  return html`<li class="${tone}">
    <time>${offsetText(atMs)}</time> <span class="sign" aria-hidden="true">${SIGNS[tone]}</span> <span>${text}</span>
  </li> `;
}
