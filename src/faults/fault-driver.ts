import type { UndoRecord } from '../journal/undo-record.ts';
import type { PlannedFault } from '../plan/run-plan.ts';
import type { FaultKindName } from './fault-settings.ts';
import type { RestoresTable } from './kinds/restores.ts';
import type { Exposure, Proof } from './proof.ts';

export type { Exposure, Proof };

/** Why a driver cannot serve a fault, in words for `plan`. */
export interface Refusal {
  readonly refused: string;
  readonly try?: string;
}

/**
 * One way to do faults of some kinds to some targets. Every driver passes `test/contract/fault-driver`: inject, prove, undo, prove
 * gone, undo twice, undo from a fresh process, target gone mid-fault, injector killed.
 */
export interface FaultDriver {
  readonly id: string;
  readonly kinds: readonly FaultKindName[];
  /** What undo brings back, of each of its kinds; its contract test compares just these fields. */
  readonly restores: RestoresTable;
  supports(fault: PlannedFault): true | Refusal;
  /** Read-only: looks at the target and takes down what undo will need. Throws a UserError where the target is not there. */
  prepare(fault: PlannedFault, signal: AbortSignal): Promise<PreparedFault>;
  /**
   * Idempotent, from any process; a target that no longer exists is undone for a fault that it held.
   *
   * @param onDone called where the deed is done and only its effect is waited for, which may need the undo of other faults
   */
  undo(record: UndoRecord, signal: AbortSignal, onDone?: () => void): Promise<void>;
}

export interface PreparedFault {
  /** Flushed to the journal before `inject()`. */
  readonly undo: UndoRecord;
  /** True for faults of an instant (restart): there is nothing to hold until undo. */
  readonly instant: boolean;
  /** `restore: self`: nothing is undone before the run ends; its record stays in the journal until then. */
  readonly leftToSystem?: true;
  inject(signal: AbortSignal): Promise<void>;
  /** Did it bite? Also taken again just before undo: a fault lost in between makes the run invalid. */
  prove(signal: AbortSignal): Promise<Proof>;
  /** Is it gone? */
  proveGone(signal: AbortSignal): Promise<Proof>;
  /** Since inject, our own proofs not counted; `null` where the notion does not apply (kill). */
  exposure(): Promise<Exposure | null>;
}
