import type { Report } from '../../report.ts';
import type { RunStory } from '../../story/run-story.ts';
import { html } from '../markup.ts';
import type { Markup, Piece } from '../markup.ts';
import type { Section } from './section.ts';

/** What it takes to do it again. */
export function aboutSection({ report, state }: RunStory): Section {
  const header = state.header;
  const facts: [string, Piece][] = [
    ['Run', report.run],
    ['Seed', report.seed],
    ['Shakedown', report.toolVersion],
    ['Node', report.node],
    ['Host', `${report.host.os}, ${report.host.cpus} ${report.host.cpus === 1 ? 'CPU' : 'CPUs'}`],
    ...engine(report),
    ['Git', report.git ?? 'not in a repository'],
    ['Manifest', header?.manifestPath ?? ''],
    ['SHA-256', html`<code>${report.manifestSha256}</code>`],
    ['Run folder', report.runFolder],
    ...(header === null || header.owner === null ? [] : [['Owner', header.owner] satisfies [string, Piece]]),
    ...(header === null || header.tags.length === 0 ? [] : [['Tags', header.tags.join(', ')] satisfies [string, Piece]]),
    ...(header?.overrides === undefined || header.overrides.length === 0
      ? []
      : [['Overrides', header.overrides.map((one) => html`<div><code>--set ${one}</code></div>`)] satisfies [string, Piece]]),
  ];
  return {
    id: 'about',
    title: 'About this run',
    short: 'About',
    body: html`<dl class="facts">
        ${facts.map(
          ([name, value]) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
      ${manifest(header?.manifestText ?? null)}`,
  };
}

function engine({ engine: on }: Report): [string, Piece][] {
  return on === null ? [] : [['Docker engine', html`${on.name}, ${on.version}, ${on.url}, <code>${on.id}</code>`]];
}

function manifest(text: string | null): Markup | null {
  if (text === null) return null;
  return html`<h3 id="manifest">Manifest, secrets starred out</h3>
    <pre class="scroll tall" role="region" aria-labelledby="manifest" tabindex="0">${text}</pre>`;
}
