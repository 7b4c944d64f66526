import type { Exposure, Proof } from '../faults/fault-driver.ts';
import type { RunStarted } from './run-event.ts';

/**
 * `held` and `lost` are what the proof just before undo said; `failed`: inject or undo threw. Ordered as a fault lives:
 * planned → injecting → proven | unproven | failed → held | lost → undoing → gone | not-gone | failed.
 */
export type FaultStatus = 'planned' | 'injecting' | 'proven' | 'unproven' | 'held' | 'lost' | 'undoing' | 'gone' | 'not-gone' | 'failed';

/** One fault's life. Times on the timeline, ms. */
export interface FaultState {
  readonly planned: RunStarted['faults'][number];
  status: FaultStatus;
  injectCalledAtMs: number | null;
  provenAtMs: number | null;
  undoCalledAtMs: number | null;
  goneAtMs: number | null;
  /** Did it bite? `proven: false` is an unproven fault. */
  proof: Proof | null;
  /** Was it still there just before undo? `proven: false` is a lost fault. */
  held: Proof | null;
  /** Is it gone? `proven: false`: not gone. */
  gone: Proof | null;
  exposure: Exposure | null;
  injectError: string | null;
  /** Cleared when a later undo is proven. */
  undoError: string | null;
  /** What its own undo could not, a later replay of its record did. */
  replayed: boolean;
  /** Commands that undo it by hand, where the tool could not. */
  manual: readonly string[];
}

/** A fault of an instant (`restart`) has nothing that is held until undo. */
export function isInstant(fault: FaultState): boolean {
  return fault.planned.forMs === 0;
}

export function plannedFaultState(planned: RunStarted['faults'][number]): FaultState {
  return {
    planned,
    status: 'planned',
    injectCalledAtMs: null,
    provenAtMs: null,
    undoCalledAtMs: null,
    goneAtMs: null,
    proof: null,
    held: null,
    gone: null,
    exposure: null,
    injectError: null,
    undoError: null,
    replayed: false,
    manual: [],
  };
}
