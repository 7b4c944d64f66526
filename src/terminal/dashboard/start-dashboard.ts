import type { RunEvent } from '../../events/run-event.ts';
import type { RunState } from '../../events/run-state.ts';
import { pickGlyphs, showsUnicode } from '../glyphs.ts';
import { createPaint, wantsColour } from '../style.ts';
import { createCleanText } from '../text/clean-text.ts';
import { buildView, measure, type Measured } from '../view/build-view.ts';
import type { Canvas } from './canvas.ts';
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
  readonly onStop: (by: 'key' | 'SIGINT') => void;
  /** The drawing threw, a bug of ours: the terminal is restored, the run goes on unseen unless the caller shows it otherwise. */
  readonly onFailed?: (error: unknown) => void;
}

export interface Dashboard {
  /** After each event was folded into the state. */
  update(event: RunEvent): void;
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
  const memory = createEventMemory();
  let measured: Measured | null = null;
  let drawn = '';
  let stopping: Promise<void> | null = null;

  const mounted = mountDashboard(options, options.onStop);
  process.on('exit', restore);
  const timer = setInterval(tick, FRAME_MS);
  // Before Ink's own listener, so that it lays out a frame that fits.
  stdout.prependListener('resize', tick);
  tick();
  return {
    update(event) {
      memory.remember(event);
      measured = null;
    },
    stop,
  };

  function tick(): void {
    try {
      draw();
    } catch (error) {
      void stop().then(() => options.onFailed?.(error), options.onFailed);
    }
  }

  function draw(): void {
    const state = options.state();
    measured ??= measure(state);
    const canvas: Canvas = { columns: stdout.columns || 80, rows: stdout.rows || 24, ...look };
    const panels = renderFrame(buildView(state, measured, memory.lines(state.zeroMs), options.nowMs()), canvas);
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
