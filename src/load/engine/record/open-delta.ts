import type { PhaseName } from '../../../plan/phase.ts';
import { OUTCOMES, type LatencyLimit, type LoadDelta, type Outcome } from '../../load-driver.ts';
import type { HistogramPool } from './histogram-pool.ts';
import { OpenCell } from './open-cell.ts';
import { isAnswered, type ResolvedArrival } from './resolved-arrival.ts';

const SLOTS = 20;
const SLOT_US = 1e6 / SLOTS;

/** Whose counts these are. */
export interface DeltaKey {
  readonly load: string;
  readonly worker: number;
  readonly phase: PhaseName;
  readonly second: number;
}

/**
 * A LoadDelta that is still counting: one (phase, intended second). An arrival is counted when it has ended, because only then is
 * its phase certain; what still waits is in LoadLive.
 */
export class OpenDelta {
  readonly #limits: readonly LatencyLimit[];
  readonly #histograms: HistogramPool;
  readonly #cells = new Map<Outcome, OpenCell>();
  readonly #ok = new Array<number>(SLOTS).fill(0);
  readonly #failed = new Array<number>(SLOTS).fill(0);
  readonly #droppedSlots = new Array<number>(SLOTS).fill(0);
  #sent = 0;
  #dropped = 0;
  #neverSent = 0;
  #completed = 0;
  #unanswered = 0;
  #abandoned = 0;
  #staleRetries = 0;

  constructor(limits: readonly LatencyLimit[], histograms: HistogramPool) {
    this.#limits = limits;
    this.#histograms = histograms;
  }

  add(arrival: ResolvedArrival): void {
    this.#count(arrival);
    if (arrival.retried) this.#staleRetries++;
    if (arrival.ending === 'abandoned') return;
    const slots = arrival.ending === 'ok' ? this.#ok : arrival.ending === 'dropped' ? this.#droppedSlots : this.#failed;
    const slot = Math.floor((arrival.intendedUs % 1e6) / SLOT_US);
    slots[slot] = (slots[slot] ?? 0) + 1;
    this.#cell(arrival.ending).add(arrival);
  }

  /** The counts so far; counting begins again from nothing. */
  take(key: DeltaKey, endpoint: string): LoadDelta {
    const delta: LoadDelta = {
      ...key,
      offered: this.#sent + this.#dropped + this.#neverSent,
      sent: this.#sent,
      dropped: this.#dropped,
      neverSent: this.#neverSent,
      completed: this.#completed,
      unanswered: this.#unanswered,
      abandoned: this.#abandoned,
      staleRetries: this.#staleRetries,
      slots: { ok: [...this.#ok], failed: [...this.#failed], dropped: [...this.#droppedSlots] },
      cells: OUTCOMES.flatMap((outcome) => {
        const cell = this.#cells.get(outcome);
        return cell === undefined || cell.isEmpty ? [] : [cell.take(endpoint)];
      }),
    };
    this.#clear();
    return delta;
  }

  /** The invariants of SEMANTICS, Requests: each arrival in exactly one place. */
  #count(arrival: ResolvedArrival): void {
    if (arrival.ending === 'dropped') {
      this.#dropped++;
      return;
    }
    if (!arrival.wasSent) {
      this.#neverSent++;
      return;
    }
    this.#sent++;
    if (arrival.ending === 'abandoned') this.#abandoned++;
    else if (isAnswered(arrival.ending)) this.#completed++;
    else this.#unanswered++;
  }

  #cell(outcome: Outcome): OpenCell {
    let cell = this.#cells.get(outcome);
    if (cell === undefined) {
      cell = new OpenCell(outcome, this.#limits, this.#histograms);
      this.#cells.set(outcome, cell);
    }
    return cell;
  }

  #clear(): void {
    this.#ok.fill(0);
    this.#failed.fill(0);
    this.#droppedSlots.fill(0);
    this.#sent = 0;
    this.#dropped = 0;
    this.#neverSent = 0;
    this.#completed = 0;
    this.#unanswered = 0;
    this.#abandoned = 0;
    this.#staleRetries = 0;
  }
}
