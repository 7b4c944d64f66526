import { InjectFailure } from './fault-session.ts';
import type { FaultSession } from './fault-session.ts';
import type { StopPort } from './stop-port.ts';
import type { Schedule } from './schedule.ts';

/** No proof before undo may eat more than this share of the time that the fault is held. */
const HELD_PROOF_SHARE = 0.25;

/**
 * Injects each fault at its time and undoes it at its end; where ends coincide, the last injected first, each after the first attempt of
 * the one before. Resolves when every fault was released; rejects when the run was stopped, and then leaves undoing to the caller. A fault
 * that a hold undid is injected again for what is left of its time.
 */
export async function runFaultSchedule(
  sessions: readonly FaultSession[],
  fromMs: number,
  schedule: Schedule,
  stop: StopPort,
): Promise<void> {
  const releasing: Promise<void>[] = [];
  for (const together of Map.groupBy(sessions, plannedEnd).values()) {
    let turn = Promise.resolve();
    for (const session of lastInjectedFirst(together)) {
      const tried = Promise.withResolvers<void>();
      releasing.push(runOne(session, turn, tried.resolve).finally(tried.resolve));
      turn = tried.promise;
    }
  }
  const results = await Promise.allSettled(releasing);
  stop.signal.throwIfAborted();
  for (const result of results) if (result.status === 'rejected') throw result.reason;

  async function runOne(session: FaultSession, turn: Promise<void>, onTried: () => void): Promise<void> {
    const { atMs, id } = session.planned;
    const endMs = fromMs + plannedEnd(session);
    await schedule.until(fromMs + atMs);
    do {
      try {
        await session.inject(() => endMs - schedule.nowMs());
      } catch (error) {
        stop.stop(error instanceof InjectFailure ? { kind: 'fault-failed', fault: id } : { kind: 'crash', error });
        throw error;
      }
    } while (!session.instant && !(await stoodToItsEnd(session, endMs)));
    if (!session.instant) await turn;
    stop.signal.throwIfAborted();
    const released = session.release();
    await session.tried();
    onTried();
    await released;
  }

  /** False where a hold undid it; resolves then when the schedule goes on. */
  async function stoodToItsEnd(session: FaultSession, endMs: number): Promise<boolean> {
    const proofMs = Math.min(session.proofMs * 1.2, session.planned.forMs * HELD_PROOF_SHARE);
    if ((await schedule.untilOrHeld(endMs - proofMs)) === 'reached') {
      await session.proveHeld(() => endMs - schedule.nowMs());
      if ((await schedule.untilOrHeld(endMs)) === 'reached') return true;
    }
    await schedule.until(schedule.nowMs());
    return false;
  }
}

function plannedEnd({ planned }: FaultSession): number {
  return planned.atMs + planned.forMs;
}

function lastInjectedFirst(sessions: readonly FaultSession[]): FaultSession[] {
  return [...sessions].reverse().sort((a, b) => b.planned.atMs - a.planned.atMs);
}
