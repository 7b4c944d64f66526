import type { RunEvent } from '../../events/run-event.ts';
import type { RunState } from '../../events/run-state.ts';
import { pickGlyphs, showsUnicode } from '../glyphs.ts';
import { createRunHistory } from '../history/run-history.ts';
import type { KeyPress } from '../input/key-press.ts';
import type { Track } from '../history/track.ts';
import { pressKey } from '../input/press-key.ts';
import { FIRST_UI, type OperatorAction, type UiMode } from '../input/ui-state.ts';
import { createPaint, wantsColour } from '../style.ts';
import { createCleanText } from '../text/clean-text.ts';
import { buildView, measure, type Measured } from '../view/build-view.ts';
import { GUTTER, type Canvas } from './canvas.ts';
import { createEventMemory } from './event-memory.ts';
import { loadProduction } from './load-production.ts';
import { renderFrame } from './render-frame.ts';
import { restoreTerminal } from './restore-terminal.ts';
import type { Terminal } from './terminal.ts';

/** Four frames a second: what people read, and what the CPU can spare. */
const FRAME_MS = 250;

export interface DashboardOptions extends Terminal {
  readonly state: () => RunState;
  /** Now, on the timeline. */
  readonly nowMs: () => number;
  /** A replay has keys of its own. */
  readonly mode: UiMode;
  /** Of a replay: how it goes, `10x`, `paused`. */
  readonly replay?: () => string;
  readonly onAction: (action: OperatorAction) => void;
  /** The drawing threw, a bug of ours: the terminal is restored, the run goes on unseen unless the caller shows it otherwise. */
  readonly onFailed?: (error: unknown) => void;
}

export interface Dashboard {
  /** After each event was folded into the state. */
  update(event: RunEvent): void;
  /** The run is told again from its beginning: forgets what it was told before. */
  restart(): void;
  /** Restores the terminal. Idempotent. */
  stop(): Promise<void>;
}

/**
 * Draws until `stop()`. Await it before the stack starts: `NODE_ENV` is changed while React loads, and processes inherit it.
 * The terminal is restored on every end of this process but SIGKILL.
 */
export async function startDashboard(options: DashboardOptions): Promise<Dashboard> {
  const { stdout } = options;
  const { env } = process;
  const { mountDashboard } = await loadProduction(env, () => import('./mount-dashboard.tsx'));
  const unicode = showsUnicode(env, process.platform);
  const look = { paint: createPaint(wantsColour(env, stdout.isTTY)), glyphs: pickGlyphs(unicode), clean: createCleanText(unicode) };
  let memory = createEventMemory();
  let history = createRunHistory();
  let ui = FIRST_UI;
  let measured: Measured | null = null;
  let drawn = '';
  let stopping: Promise<void> | null = null;

  const mounted = mountDashboard(options, onKey);
  process.on('exit', restore);
  const timer = setInterval(tick, FRAME_MS);
  // Before Ink's own listener, so that it lays out a frame that fits.
  stdout.prependListener('resize', tick);
  tick();
  return {
    update(event) {
      memory.remember(event);
      history.remember(event, options.state());
      measured = null;
    },
    restart() {
      memory = createEventMemory();
      history = createRunHistory();
      measured = null;
    },
    stop,
  };

  function onKey(key: KeyPress): void {
    const pressed = pressKey(
      ui,
      key,
      options.mode,
      filters().map((track) => track.key),
    );
    if (pressed.ui.filter !== ui.filter) measured = null;
    ui = pressed.ui;
    if (pressed.action !== null) options.onAction(pressed.action);
    tick();
  }

  /** What the numbers can be narrowed to: a run with one load of one endpoint has nothing to choose. */
  function filters(): readonly Track[] {
    const tracks = history.tracks();
    return tracks.length > 1 ? tracks : [];
  }

  function tick(): void {
    try {
      draw();
    } catch (error) {
      void stop().then(() => options.onFailed?.(error), options.onFailed);
    }
  }

  function draw(): void {
    const state = options.state();
    measured ??= measure(state, history.tracks(), ui.filter);
    const canvas: Canvas = { columns: stdout.columns || 80, rows: stdout.rows || 24, gutter: GUTTER, ...look };
    const panels = renderFrame(
      buildView(state, measured, memory.lines(state.zeroMs), options.nowMs(), options.replay?.() ?? null),
      ui,
      options.mode,
      canvas,
    );
    const text = panels.flatMap((panel) => panel.lines).join('\n');
    if (text === drawn) return;
    drawn = text;
    mounted.draw(panels);
  }

  function stop(): Promise<void> {
    stopping ??= shutDown();
    return stopping;
  }

  /** Ink first: unmounted by its own exit hook, after ours, it would draw its last frame on the shell's screen. */
  function restore(): void {
    try {
      mounted.unmountNow();
    } finally {
      restoreTerminal(options);
    }
  }

  async function shutDown(): Promise<void> {
    clearInterval(timer);
    stdout.off('resize', tick);
    try {
      await mounted.unmount();
    } catch (error) {
      restore();
      throw error;
    } finally {
      process.off('exit', restore);
    }
  }
}
