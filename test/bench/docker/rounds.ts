import type { FaultState } from '../../../src/events/fault-state.ts';
import type { RunState } from '../../../src/events/run-state.ts';
import { median } from '../proxy/statistics.ts';

/** One fault of many, ms; `null` where that was not proven, and then `why` says what was seen in its place. */
export interface Round {
  /** From when it was due, looking at its target included. */
  readonly toProvenMs: number | null;
  readonly toGoneMs: number | null;
  readonly why: string | null;
  /**
   * It says nothing of its fault, and is to be made again: it never began, the run ended in the middle of it, the one before it still stood,
   * or the machine was not there for it.
   */
  readonly isVoid: boolean;
  /** Of the machine's CPU, by its host, while it lasted. */
  readonly stolenShare: number | null;
}

export interface Spread {
  /** By nearest rank among all rounds; one that was not proven is longer than any that was. `null`: the median is among those. */
  readonly median: number | null;
  /** Of those that were proven. */
  readonly most: number | null;
}

export interface StolenShares {
  /** Between two moments of the wall clock. */
  share(fromMs: number, toMs: number): number | null;
}

/** Every fault that a run was to do, in its order; none is left out. */
export function roundsOf(state: RunState, stolen: StolenShares, mostStolen: number): readonly Round[] {
  const { header, startedAt, zeroMs } = state;
  const fromMs = header?.timeline.faultFromMs ?? 0;
  const wallMs = Date.parse(startedAt ?? '') + (zeroMs ?? 0);
  const ended = state.ended?.reasons[0]?.message ?? 'the run had no end';
  let lastGoneMs = -Infinity;
  return [...state.faults.values()].map((fault) => {
    const dueMs = fromMs + fault.planned.atMs;
    const { provenAtMs, undoCalledAtMs, goneAtMs } = fault;
    const stolenShare = goneAtMs === null ? null : stolen.share(wallMs + dueMs, wallMs + goneAtMs);
    const why = whyVoid(fault, { isCrowded: lastGoneMs > dueMs, ended, isStolen: (stolenShare ?? 0) > mostStolen });
    lastGoneMs = Math.max(lastGoneMs, goneAtMs ?? -Infinity);
    if (why !== null) return { toProvenMs: null, toGoneMs: null, why, isVoid: true, stolenShare };
    return {
      toProvenMs: provenAtMs === null ? null : provenAtMs - dueMs,
      toGoneMs: provenAtMs === null || undoCalledAtMs === null || goneAtMs === null ? null : goneAtMs - undoCalledAtMs,
      why: whyNot(fault),
      isVoid: false,
      stolenShare,
    };
  });
}

export function spreadOf(rounds: readonly Round[], of: 'toProvenMs' | 'toGoneMs'): Spread {
  const proven = rounds.flatMap((round) => round[of] ?? []);
  const middle = median(rounds.map((round) => round[of] ?? Infinity));
  return {
    median: Number.isFinite(middle) ? Math.round(middle) : null,
    most: proven.length === 0 ? null : Math.round(Math.max(...proven)),
  };
}

interface Around {
  readonly isCrowded: boolean;
  readonly isStolen: boolean;
  /** Why the run ended as it did. */
  readonly ended: string;
}

function whyVoid({ injectCalledAtMs, injectError, proof }: FaultState, { isCrowded, isStolen, ended }: Around): string | null {
  if (injectCalledAtMs === null && injectError === null) return `it was never injected: ${ended}`;
  if (isCrowded) return 'it was due before the one before it was gone';
  if (injectError === null && proof === null) return `the run ended in the middle of it: ${ended}`;
  return isStolen ? 'the machine’s host took too much of its CPU meanwhile' : null;
}

function whyNot({ provenAtMs, goneAtMs, injectError, undoError, proof, gone }: FaultState): string | null {
  if (injectError !== null) return `it could not be injected: ${injectError}`;
  if (provenAtMs === null) return `it was not proven: ${proof?.detail ?? ''}`;
  if (undoError !== null) return `it could not be undone: ${undoError}`;
  return goneAtMs === null ? `it was not proven gone: ${gone?.detail ?? ''}` : null;
}
