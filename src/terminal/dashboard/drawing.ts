import { foldEvent } from '../../events/fold-event.ts';
import { emptyRunState } from '../../events/run-state.ts';
import { pickGlyphs, showsUnicode } from '../glyphs.ts';
import { createRunHistory } from '../history/run-history.ts';
import type { Track } from '../history/track.ts';
import type { KeyPress } from '../input/key-press.ts';
import { pressKey } from '../input/press-key.ts';
import { splitKeys } from '../input/split-keys.ts';
import { FIRST_UI, type OperatorAction, type Page, type UiMode } from '../input/ui-state.ts';
import { createPaint, wantsColour } from '../style.ts';
import { createCleanText } from '../text/clean-text.ts';
import { buildView, isChoice, measure, type Measured } from '../view/build-view.ts';
import { GUTTER, type Canvas } from './canvas.ts';
import { createEventMemory } from './event-memory.ts';
import type { LineNames } from './line-names.ts';
import { mountDashboard } from './mount-dashboard.tsx';
import { renderFrame } from './render-frame.ts';
import type { PlacedPanel } from './stack-panels.ts';
import type { Terminal } from './terminal.ts';
import type { Told } from './thread-messages.ts';

export interface DrawingOptions extends Terminal {
  /** What Ink is given in a line's place; {@link LineNames}. */
  readonly nameLine: LineNames['of'];
  readonly mode: UiMode;
  readonly env: NodeJS.ProcessEnv;
  readonly onAction: (action: OperatorAction) => void;
  /** Awaited between two steps of a tick: lets others have the core. */
  readonly pause: () => Promise<void>;
}

/** The dashboard on its terminal: a fold over what it is told, and what somebody at the keys has chosen to see of it. */
export interface Drawing {
  /**
   * One after another: resolves when it is drawn.
   *
   * @param nowMs on the timeline
   * @param replay of a replay: how it goes, `10x`, `paused`
   */
  tick(told: readonly Told[], nowMs: number, replay: string | null): Promise<void>;
  /** Gives the screen back. */
  leave(): Promise<void>;
}

/** Throws where the drawing does, a bug of ours. */
export function startDrawing({ stdout, stdin, nameLine, mode, env, onAction, pause }: DrawingOptions): Drawing {
  const unicode = showsUnicode(env, process.platform);
  const look = { paint: createPaint(wantsColour(env, stdout.isTTY)), glyphs: pickGlyphs(unicode), clean: createCleanText(unicode) };
  let state = emptyRunState();
  let memory = createEventMemory();
  let history = createRunHistory();
  let ui = FIRST_UI;
  let measured: Measured | null = null;
  /** What a tick is about to show; `null` once something newer was shown. */
  let composed: readonly PlacedPanel[] | null = null;
  let drawn = '';
  let now = { ms: 0, replay: null as string | null };

  const mounted = mountDashboard({ stdout, stdin }, nameLine, onKey);
  // Before Ink's own listener, so that it lays out a frame that fits.
  stdout.prependListener('resize', draw);

  function tell(one: Told): void {
    measured = null;
    if (one === 'restart') {
      state = emptyRunState();
      memory = createEventMemory();
      history = createRunHistory();
      return;
    }
    foldEvent(state, one);
    memory.remember(one);
    history.remember(one, state);
  }

  function onKey(read: KeyPress): void {
    for (const key of splitKeys(read, ui.draft !== null)) press(key);
    draw();
  }

  function press(key: KeyPress): void {
    const pressed = pressKey(ui, key, mode, { filters: filters().map((track) => track.key), rows: ownRows(), events: memory.size });
    if (pressed.ui.filter !== ui.filter) measured = null;
    ui = pressed.ui;
    if (pressed.action !== null) onAction(pressed.action);
  }

  /** What the numbers can be narrowed to. */
  function filters(): readonly Track[] {
    const tracks = history.tracks();
    return isChoice(tracks) ? tracks : [];
  }

  /** Of the list that the page is about; a page without one scrolls the events. */
  function ownRows(): number | null {
    const { rows, endpoints, stack } = (measured ??= measure(state, history.tracks(), ui.filter));
    const lists: Readonly<Record<Page, number | null>> = {
      overview: null,
      load: endpoints.length,
      slos: rows.length,
      stack: stack.length,
      events: null,
    };
    return lists[ui.page];
  }

  /** At once: a key, or a terminal of another size. */
  function draw(): void {
    composed = null;
    show(compose());
  }

  function compose(): PlacedPanel[] {
    measured ??= measure(state, history.tracks(), ui.filter);
    const canvas: Canvas = { columns: stdout.columns || 80, rows: stdout.rows || 24, gutter: GUTTER, ...look };
    const view = buildView(state, measured, memory.lines(state.zeroMs), now.ms, now.replay);
    return renderFrame(view, ui, mode, canvas);
  }

  function show(panels: readonly PlacedPanel[]): void {
    const text = panels.flatMap((panel) => panel.lines).join('\n');
    if (text === drawn) return;
    drawn = text;
    mounted.draw(panels);
  }

  return {
    async tick(told, nowMs, replay) {
      for (const one of told) {
        tell(one);
        await pause();
      }
      now = { ms: nowMs, replay };
      measured ??= measure(state, history.tracks(), ui.filter);
      await pause();
      composed = compose();
      await pause();
      if (composed !== null) show(composed);
    },
    async leave() {
      stdout.off('resize', draw);
      await mounted.unmount();
    },
  };
}
