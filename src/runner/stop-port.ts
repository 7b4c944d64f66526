import type { RunEventBody } from '../events/run-event.ts';

export type StopRequester = Extract<RunEventBody, { type: 'stop-requested' }>['by'];

/** Why a timeline ended before its time. */
export type StopCause =
  | { readonly kind: 'requested'; readonly by: StopRequester }
  | { readonly kind: 'stop-condition'; readonly condition: string; readonly value: number | null }
  | { readonly kind: 'probe-lost'; readonly probe: string; readonly message: string }
  | { readonly kind: 'component-lost'; readonly component: string; readonly message: string }
  | { readonly kind: 'worker-lost'; readonly worker: number; readonly reason: string }
  | { readonly kind: 'baseline-not-met' }
  | { readonly kind: 'fault-failed'; readonly fault: string }
  | { readonly kind: 'fault-not-gone'; readonly fault: string }
  | { readonly kind: 'crash'; readonly error: unknown };

/** Thrown out of every wait of a timeline that was stopped. */
export class Stopped extends Error {
  readonly stopCause: StopCause;

  constructor(stopCause: StopCause) {
    super(`stopped: ${stopCause.kind}`);
    this.name = 'Stopped';
    this.stopCause = stopCause;
  }
}

/**
 * The one way to end a run early. Ctrl-C, `q`, a stop condition and a lost proxy all come through here. The signal stops the
 * timeline only: undo runs on signals of its own (STYLE rule 9).
 */
export interface StopPort {
  readonly signal: AbortSignal;
  /** The first cause wins; later ones are ignored. */
  stop(cause: StopCause): void;
  readonly cause: StopCause | null;
}

export function createStopPort(): StopPort {
  const controller = new AbortController();
  let first: StopCause | null = null;
  return {
    signal: controller.signal,
    stop(cause) {
      if (first !== null) return;
      first = cause;
      controller.abort(new Stopped(cause));
    },
    get cause() {
      return first;
    },
  };
}
