import type { PhaseName } from '../../../plan/phase.ts';
import type { LatencyLimit, LoadDelta } from '../../load-driver.ts';
import { CellTable } from './cell-table.ts';
import type { HistogramPool } from './histogram-pool.ts';
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

/** The names to the endpoints' numbers. */
export interface RecordedEndpoints {
  /** Of a flow: its one name. */
  readonly arrivals: readonly string[];
  /** Of a flow; else empty. */
  readonly steps: readonly string[];
}

/**
 * A LoadDelta that is still counting: one (phase, intended second). An arrival is counted when it has ended, because only then is
 * its phase certain; what still waits is in LoadLive.
 */
export class OpenDelta {
  readonly #cells: CellTable;
  readonly #steps: CellTable;
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
    this.#cells = new CellTable(limits, histograms);
    this.#steps = new CellTable(limits, histograms);
  }

  add(arrival: ResolvedArrival): void {
    this.#count(arrival);
    if (arrival.retried) this.#staleRetries++;
    if (arrival.ending === 'abandoned') return;
    const slots = arrival.ending === 'ok' ? this.#ok : arrival.ending === 'dropped' ? this.#droppedSlots : this.#failed;
    const slot = Math.floor((arrival.intendedUs % 1e6) / SLOT_US);
    slots[slot] = (slots[slot] ?? 0) + 1;
    this.#cells.add(arrival.ending, arrival);
  }

  addStep(step: ResolvedArrival): void {
    if (step.ending !== 'abandoned') this.#steps.add(step.ending, step);
  }

  /** The counts so far; counting begins again from nothing. */
  take(key: DeltaKey, endpoints: RecordedEndpoints): LoadDelta {
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
      cells: this.#cells.take(endpoints.arrivals),
      ...(endpoints.steps.length === 0 ? {} : { steps: this.#steps.take(endpoints.steps) }),
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
