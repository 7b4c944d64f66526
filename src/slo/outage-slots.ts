import type { LoadPhaseState, LoadState } from '../events/load-state.ts';
import { JUDGED_PHASES } from '../plan/phase.ts';

export const SLOT_MS = 50;
const SLOTS = 20;

/** Outcomes of the arrivals intended within 50 ms; slots without any are left out. */
export interface Slot {
  readonly atMs: number;
  readonly ok: number;
  readonly failed: number;
}

/** Of the judged phases, in order. Drops are taken as ok or as failed, as told. */
export function slotsOf(load: LoadState, droppedFailed: boolean): Slot[] {
  const all = new Map<number, { atMs: number; ok: number; failed: number }>();
  for (const name of JUDGED_PHASES) addSlots(all, load.phases.get(name), droppedFailed);
  return [...all.values()].filter(({ ok, failed }) => ok + failed > 0).sort((a, b) => a.atMs - b.atMs);
}

/** A second that a phase boundary cuts is in both phases, each with its share. */
function addSlots(
  all: Map<number, { atMs: number; ok: number; failed: number }>,
  phase: LoadPhaseState | undefined,
  droppedFailed: boolean,
): void {
  for (const [second, slots] of phase?.slots ?? []) {
    for (let at = 0; at < SLOTS; at += 1) {
      const atMs = second * 1000 + at * SLOT_MS;
      const slot = all.get(atMs) ?? { atMs, ok: 0, failed: 0 };
      const dropped = slots.dropped[at] ?? 0;
      slot.ok += (slots.ok[at] ?? 0) + (droppedFailed ? 0 : dropped);
      slot.failed += (slots.failed[at] ?? 0) + (droppedFailed ? dropped : 0);
      all.set(atMs, slot);
    }
  }
}

/** From a failed arrival to the next ok one, with no ok between; `toMs: null`: there was none any more. */
export interface Outage {
  readonly fromMs: number;
  readonly toMs: number | null;
  readonly failures: number;
}

/** Slots with failures and no ok, up to the next slot with an ok; empty ones are neutral. One with both is neither: 50 ms tell no order. */
export function outagesIn(slots: readonly Slot[]): Outage[] {
  const outages: Outage[] = [];
  let open: { fromMs: number; failures: number } | null = null;
  for (const { atMs, ok, failed } of slots) {
    if (ok > 0) {
      if (open !== null) outages.push({ ...open, toMs: atMs });
      open = null;
    } else if (open === null) open = { fromMs: atMs, failures: failed };
    else open.failures += failed;
  }
  if (open !== null) outages.push({ ...open, toMs: null });
  return outages;
}
