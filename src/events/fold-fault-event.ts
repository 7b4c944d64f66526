import type { FaultState } from './fault-state.ts';
import type { RunEventBody } from './run-event.ts';

export type FaultEvent = Extract<RunEventBody, { fault: string }>;

/** One step in a fault's life, at `atMs` of the timeline. */
export function foldFaultEvent(fault: FaultState, event: FaultEvent, atMs: number): void {
  switch (event.type) {
    case 'fault-inject-called':
      fault.status = 'injecting';
      // Again, after a hold undid it: it is not gone any more.
      Object.assign(fault, { undoCalledAtMs: null, goneAtMs: null, held: null, gone: null, replayed: false });
      fault.injectCalledAtMs ??= atMs;
      return;
    case 'fault-inject-failed':
      fault.status = 'failed';
      fault.injectError = event.message;
      return;
    case 'fault-proven':
      fault.status = 'proven';
      fault.provenAtMs ??= atMs;
      fault.proof = event.proof;
      return;
    case 'fault-unproven':
      fault.status = 'unproven';
      fault.proof = event.proof;
      return;
    case 'fault-held':
      fault.status = 'held';
      fault.held = event.proof;
      fault.exposure = event.exposure;
      return;
    case 'fault-lost':
      fault.status = 'lost';
      fault.held = event.proof;
      return;
    case 'fault-reapplied':
      // The proof before undo tells whether it is there.
      return;
    case 'fault-undo-called':
      fault.status = 'undoing';
      fault.undoCalledAtMs ??= atMs;
      return;
    case 'fault-undo-failed':
      fault.status = 'failed';
      fault.undoError = event.message;
      fault.manual = event.manual;
      return;
    case 'fault-gone':
      fault.status = 'gone';
      fault.goneAtMs ??= atMs;
      fault.gone = event.proof;
      fault.undoError = null;
      fault.manual = [];
      return;
    case 'fault-not-gone':
      fault.status = 'not-gone';
      fault.gone = event.proof;
      fault.manual = event.manual;
      return;
    default:
      event satisfies never;
  }
}
