import type { Report } from '../../report.ts';
import { drawTimeline } from '../chart/draw-timeline.ts';
import type { RunFrame } from '../chart/run-frame.ts';
import { html } from '../markup.ts';
import type { Section } from './section.ts';

export function timelineSection(report: Report, frame: RunFrame, recoveryFromMs: number | null): Section | null {
  if (report.phases.length === 0) return null;
  return {
    id: 'timeline',
    title: 'Timeline',
    body: html`<figure>
      <div class="scroll" role="region" aria-label="Drawing of the timeline" tabindex="0">
        ${drawTimeline(report, frame, recoveryFromMs)}
      </div>
      <figcaption>
        Minutes and seconds since the load began. Hatched: a fault; first tick: proven to have bitten; line: undo called; last tick: proven
        gone.${report.slos.some(({ expr }) => expr.startsWith('recovery_time')) && ' Recovery runs from when the last fault was proven gone.'}
      </figcaption>
    </figure>`,
  };
}
