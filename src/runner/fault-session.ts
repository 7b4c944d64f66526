import type { FaultDriver, PreparedFault, Proof } from '../faults/fault-driver.ts';
import type { UndoJournal, UndoRecord } from '../journal/undo-record.ts';
import type { PlannedFault } from '../plan/run-plan.ts';
import { formatDuration } from '../units/duration.ts';
import { timeLimit } from '../units/time-limit.ts';
import type { Clock } from './clock.ts';
import type { EventBus } from './event-bus.ts';
import {
  GONE_LIMIT_MS,
  INJECT_LIMIT_MS,
  LEAST_PROVE_MS,
  PROVE_LIMIT_MS,
  RETRY_PAUSE_MS,
  UNDO_BACKOFF_MS,
  UNDO_LIMIT_MS,
} from './limits.ts';
import type { StopPort } from './stop-port.ts';

/** One fault from its preparation to the proof that it is gone. */
export interface FaultSession {
  readonly planned: PlannedFault;
  /** Nothing to hold: release follows at once. Known after inject. */
  readonly instant: boolean;
  /** How long the first proof took: what the proof before undo will take. */
  readonly proofMs: number;
  /** True from the moment its undo was written down until it is settled. */
  readonly open: boolean;
  /**
   * prepare → write the undo down → inject → prove. Rejects when it could not be injected; unproven is an event, not a rejection.
   * Again after a release, for a fault that a hold undid.
   *
   * @param leftMs what is left of the time it is to be held, ms: no proof holds it for longer
   */
  inject(leftMs: () => number): Promise<void>;
  /**
   * The proof taken again just before undo; of a fault that was not proven, nothing can be lost.
   *
   * @param leftMs what is left of the time it is to be held, ms
   */
  proveHeld(leftMs: () => number): Promise<void>;
  /** undo → prove gone → settle. Never rejects: what failed is an event, and the record stays in the journal. Runs once an inject. */
  release(): Promise<void>;
  /**
   * Resolves when the first attempt at the undo that `release` began is over, well or not, or its deed done and only the effect missing:
   * then the next fault's turn has come.
   */
  tried(): Promise<void>;
}

/** Told in an event already. Whatever else an inject rejects with is a bug. */
export class InjectFailure extends Error {
  override readonly name = 'InjectFailure';
}

export interface FaultSessionPorts {
  readonly driver: FaultDriver;
  readonly journal: UndoJournal;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly stop: StopPort;
  /** How long what it ends may take to start again, ms: comes on top of the limits of whatever waits for that. */
  readonly startingMs: number;
  /** Called with the undo written down and nothing injected yet: the last instant of the phase before. */
  readonly onInjecting: () => void;
}

export function createFaultSession(planned: PlannedFault, ports: FaultSessionPorts): FaultSession {
  const { driver, journal, bus, clock, stop, startingMs } = ports;
  const fault = planned.id;
  let prepared: PreparedFault | null = null;
  let injecting: Promise<void> = Promise.resolve();
  let proving: Promise<void> = Promise.resolve();
  let releasing: Promise<void> | null = null;
  let firstTry = Promise.withResolvers<void>();
  let open = false;
  let proven = false;
  let proofMs = 0;

  async function inject(leftMs: () => number): Promise<void> {
    try {
      prepared = await driver.prepare(planned, boundedBy(INJECT_LIMIT_MS, stop.signal));
      stop.signal.throwIfAborted();
      await journal.record(prepared.undo);
      open = true;
      stop.signal.throwIfAborted();
      ports.onInjecting();
      bus.emit({ type: 'fault-inject-called', fault });
      await prepared.inject(boundedBy(INJECT_LIMIT_MS + startingMs, stop.signal));
    } catch (error) {
      stop.signal.throwIfAborted();
      const message = messageOf(error, INJECT_LIMIT_MS + startingMs);
      bus.emit({ type: 'fault-inject-failed', fault, message });
      throw new InjectFailure(message, { cause: error });
    }
    const from = bus.nowMs();
    const ready = prepared;
    const limitMs = ready.instant ? PROVE_LIMIT_MS : proofLimitMs(leftMs(), 0);
    const proof = await proveWithin(limitMs, (signal) => ready.prove(signal), stop.signal);
    proofMs = bus.nowMs() - from;
    proven = proof.proven;
    bus.emit({ type: proof.proven ? 'fault-proven' : 'fault-unproven', fault, proof });
  }

  async function proveHeld(leftMs: () => number): Promise<void> {
    if (prepared === null || prepared.instant) return;
    const limitMs = proofLimitMs(leftMs(), proven ? proofMs : 0);
    const proof = await attempt(() => prepared?.prove(boundedBy(limitMs, stop.signal)), limitMs);
    stop.signal.throwIfAborted();
    const exposure = await prepared.exposure().catch(() => null);
    if (proof.proven) bus.emit({ type: 'fault-held', fault, proof, exposure });
    else if (proven) bus.emit({ type: 'fault-lost', fault, proof });
    if (exposure === null && planned.target.kind === 'edge')
      bus.emit({ type: 'warning-raised', message: `how much traffic met \`${fault}\` is unknown: nothing on the way can count it` });
  }

  async function release(): Promise<void> {
    // An inject that was cut off may still be at work: undo it after it ended, not in between. Nor in the middle of a proof.
    await injecting.catch(() => undefined);
    await proving.catch(() => undefined);
    if (!open || prepared === null) return;
    bus.emit({ type: 'fault-undo-called', fault });
    const { undo, leftToSystem = false } = prepared;
    const failure = leftToSystem ? null : await undoWithRetries(undo, UNDO_LIMIT_MS + startingMs);
    if (failure !== null) {
      bus.emit({ type: 'fault-undo-failed', fault, message: failure, manual: undo.manual });
      return;
    }
    const ready = prepared;
    const proof = await proveWithin(GONE_LIMIT_MS + startingMs, (signal) => ready.proveGone(signal), null);
    if (!proof.proven) {
      bus.emit({ type: 'fault-not-gone', fault, proof, manual: undo.manual });
      return;
    }
    bus.emit({ type: 'fault-gone', fault, proof });
    if (!leftToSystem) await journal.settle(undo.id);
    open = false;
  }

  /** Tries again until it is proven or the time is up: right after a deed the system may need a moment to show it. */
  async function proveWithin(limitMs: number, prove: (signal: AbortSignal) => Promise<Proof>, outer: AbortSignal | null): Promise<Proof> {
    const signal = outer === null ? timeLimit(limitMs) : boundedBy(limitMs, outer);
    const untilMs = bus.nowMs() + limitMs;
    let last: Proof | null = null;
    for (;;) {
      const proof = await attempt(() => prove(signal), limitMs);
      // One that was cut off says nothing: what the one before it found does.
      const known = signal.aborted && !proof.proven ? (last ?? proof) : proof;
      if (proof.proven || signal.aborted || bus.nowMs() >= untilMs) {
        outer?.throwIfAborted();
        return known;
      }
      last = proof;
      await clock.sleep(RETRY_PAUSE_MS, signal).catch(() => undefined);
    }
  }

  async function undoWithRetries(undo: UndoRecord, limitMs: number): Promise<string | null> {
    let message = '';
    for (const pauseMs of [0, ...UNDO_BACKOFF_MS]) {
      if (pauseMs > 0) await clock.sleep(pauseMs, new AbortController().signal);
      try {
        await driver.undo(undo, timeLimit(limitMs), firstTry.resolve);
        return null;
      } catch (error) {
        message = messageOf(error, limitMs);
      } finally {
        firstTry.resolve();
      }
    }
    return message;
  }

  return {
    planned,
    get instant() {
      return prepared?.instant ?? false;
    },
    get proofMs() {
      return proofMs;
    },
    get open() {
      return open;
    },
    inject(leftMs) {
      releasing = null;
      firstTry = Promise.withResolvers<void>();
      injecting = inject(leftMs);
      return injecting;
    },
    proveHeld(leftMs) {
      proving = proveHeld(leftMs);
      return proving;
    },
    release() {
      releasing ??= release();
      return releasing;
    },
    async tried() {
      await Promise.race([firstTry.promise, releasing]);
    },
  };
}

/** What is left of a fault's time, but for the least that a proof is given, and what it took before: cut off, it would say that it is lost. */
function proofLimitMs(leftMs: number, tookMs: number): number {
  return Math.min(PROVE_LIMIT_MS, Math.max(LEAST_PROVE_MS, leftMs, tookMs * 1.2));
}

function boundedBy(limitMs: number, signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, timeLimit(limitMs)]);
}

/** A proof that throws is a proof that was not given. */
async function attempt(prove: () => Promise<Proof> | undefined, limitMs: number): Promise<Proof> {
  try {
    const proof = await prove();
    if (proof !== undefined) return proof;
    return { proven: false, what: 'proof', value: null, unit: null, detail: 'nothing was prepared' };
  } catch (error) {
    return { proven: false, what: 'proof', value: null, unit: null, detail: `the proof failed: ${messageOf(error, limitMs)}` };
  }
}

/** @param limitMs what `error` may be the end of */
function messageOf(error: unknown, limitMs: number): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'TimeoutError' ? `not done within ${formatDuration(limitMs)}` : error.message;
}
