import { renderToString } from 'ink';
import { emptyRunState } from '../../../src/events/run-state.ts';
import { foldEvent } from '../../../src/events/fold-event.ts';
import type { RunEvent } from '../../../src/events/run-event.ts';
import { DashboardFrame } from '../../../src/terminal/dashboard/dashboard-frame.tsx';
import { createEventMemory } from '../../../src/terminal/dashboard/event-memory.ts';
import { renderFrame } from '../../../src/terminal/dashboard/render-frame.ts';
import { pickGlyphs } from '../../../src/terminal/glyphs.ts';
import { createPaint } from '../../../src/terminal/style.ts';
import { createCleanText } from '../../../src/terminal/text/clean-text.ts';
import { buildView, measure } from '../../../src/terminal/view/build-view.ts';
import { ZERO_MS } from './recorded-run.ts';

export interface Look {
  readonly columns: number;
  readonly rows: number;
  readonly colour?: boolean;
  readonly unicode?: boolean;
}

/** What a terminal shows at a moment of a recorded run, through everything that the real dashboard goes through. */
export function frameAt(events: readonly RunEvent[], atMs: number, look: Look): string {
  const { columns, rows, colour = false, unicode = true } = look;
  const state = emptyRunState();
  const memory = createEventMemory();
  for (const event of events) {
    if (event.ms - ZERO_MS > atMs) break;
    foldEvent(state, event);
    memory.remember(event);
  }
  const canvas = { columns, rows, paint: createPaint(colour), glyphs: pickGlyphs(unicode), clean: createCleanText(unicode) };
  const panels = renderFrame(buildView(state, measure(state), memory.lines(state.zeroMs), atMs), canvas);
  return renderToString(<DashboardFrame panels={panels} />, { columns });
}
