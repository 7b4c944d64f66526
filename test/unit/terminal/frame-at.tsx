import { renderToString } from 'ink';
import { emptyRunState } from '../../../src/events/run-state.ts';
import { foldEvent } from '../../../src/events/fold-event.ts';
import type { RunEvent } from '../../../src/events/run-event.ts';
import { DashboardFrame } from '../../../src/terminal/dashboard/dashboard-frame.tsx';
import { createLineNames } from '../../../src/terminal/dashboard/line-names.ts';
import { GUTTER } from '../../../src/terminal/dashboard/canvas.ts';
import { createEventMemory } from '../../../src/terminal/dashboard/event-memory.ts';
import { renderFrame } from '../../../src/terminal/dashboard/render-frame.ts';
import { pickGlyphs } from '../../../src/terminal/glyphs.ts';
import { createRunHistory } from '../../../src/terminal/history/run-history.ts';
import { FIRST_UI, type UiMode, type UiState } from '../../../src/terminal/input/ui-state.ts';
import { createPaint } from '../../../src/terminal/style.ts';
import { createCleanText } from '../../../src/terminal/text/clean-text.ts';
import { buildView, measure } from '../../../src/terminal/view/build-view.ts';
import { ZERO_MS } from './recorded-run.ts';

export interface Look {
  readonly columns: number;
  readonly rows: number;
  readonly colour?: boolean;
  readonly unicode?: boolean;
  readonly ui?: Partial<UiState>;
  readonly mode?: UiMode;
}

/** What a terminal shows at a moment of a recorded run, through everything that the real dashboard goes through. */
export function frameAt(events: readonly RunEvent[], atMs: number, look: Look): string {
  const { columns, rows, colour = false, unicode = true, ui = {}, mode = 'run' } = look;
  const state = emptyRunState();
  const memory = createEventMemory();
  const history = createRunHistory();
  for (const event of events) {
    if (event.ms - ZERO_MS > atMs) break;
    foldEvent(state, event);
    memory.remember(event);
    history.remember(event, state);
  }
  const canvas = {
    columns,
    rows,
    gutter: GUTTER,
    paint: createPaint(colour),
    glyphs: pickGlyphs(unicode),
    clean: createCleanText(unicode),
  };
  const shown = { ...FIRST_UI, ...ui };
  const view = buildView(state, measure(state, history.tracks(), shown.filter), memory.lines(state.zeroMs), atMs);
  const panels = renderFrame(view, shown, mode, canvas);
  const names = createLineNames();
  return names.spell(renderToString(<DashboardFrame panels={panels} nameLine={names.of} />, { columns }));
}
