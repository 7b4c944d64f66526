import type { RunEvent } from '../../events/run-event.ts';
import type { OperatorAction, UiMode } from '../input/ui-state.ts';

/** What the drawing thread finds as its `workerData`. */
export interface DrawingSetup {
  readonly mode: UiMode;
  readonly size: TerminalSize;
  /** File descriptor of the terminal. */
  readonly fd: number;
  /** Of the `WriteGate` to it. */
  readonly gate: SharedArrayBuffer;
}

export function isDrawingSetup(data: unknown): data is DrawingSetup {
  return typeof data === 'object' && data !== null && 'gate' in data && data.gate instanceof SharedArrayBuffer;
}

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** To the thread, which ends after `leave`. */
export type ToDrawing =
  /** Everything since the last one, in its order, and what the time is on the timeline: the thread draws. */
  | { readonly type: 'tick'; readonly told: readonly Told[]; readonly nowMs: number; readonly replay: string | null }
  /** Keys, as the terminal sends them. */
  | { readonly type: 'input'; readonly text: string }
  | { readonly type: 'resize'; readonly size: TerminalSize }
  | { readonly type: 'leave' };

/** `restart`: the run is told again from its beginning. */
export type Told = RunEvent | 'restart';

/** From the thread: what a key asks for, and that it is done with a `tick`. */
export type FromDrawing = OperatorAction | { readonly kind: 'drawn' };
