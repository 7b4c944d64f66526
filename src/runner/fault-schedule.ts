import type { FaultSession } from './fault-session.ts';
import type { StopPort } from './stop-port.ts';
import type { Schedule } from './schedule.ts';

/** No proof before undo may eat more than this share of the time that the fault is held. */
const HELD_PROOF_SHARE = 0.25;

/**
 * Injects each fault at its time and undoes it at its end, the last injected first where ends coincide. Resolves when every fault
 * was released; rejects when the run was stopped, and then leaves undoing to the caller. A fault that a hold undid is injected again for
 * what is left of its time.
 */
export async function runFaultSchedule(
  sessions: readonly FaultSession[],
  fromMs: number,
  schedule: Schedule,
  stop: StopPort,
): Promise<void> {
  const released = new Map<FaultSession, Promise<void>>();
  const order = releaseOrder(sessions);
  for (const [index, session] of order.entries()) {
    const before = order[index - 1];
    const predecessor = before === undefined ? Promise.resolve() : (released.get(before) ?? Promise.resolve());
    released.set(session, runOne(session, predecessor));
  }
  const results = await Promise.allSettled(released.values());
  stop.signal.throwIfAborted();
  for (const result of results) if (result.status === 'rejected') throw result.reason;

  async function runOne(session: FaultSession, predecessor: Promise<void>): Promise<void> {
    const { atMs, forMs, id } = session.planned;
    const endMs = fromMs + atMs + forMs;
    await schedule.until(fromMs + atMs);
    do {
      try {
        await session.inject();
      } catch (error) {
        stop.stop({ kind: 'fault-failed', fault: id });
        throw error;
      }
    } while (!session.instant && !(await stoodToItsEnd(session, endMs)));
    if (!session.instant) await predecessor.catch(() => undefined);
    stop.signal.throwIfAborted();
    await session.release();
  }

  /** False where a hold undid it; resolves then when the schedule goes on. */
  async function stoodToItsEnd(session: FaultSession, endMs: number): Promise<boolean> {
    const proofMs = Math.min(session.proofMs * 1.2, session.planned.forMs * HELD_PROOF_SHARE);
    if ((await schedule.untilOrHeld(endMs - proofMs)) === 'reached') {
      await session.proveHeld();
      if ((await schedule.untilOrHeld(endMs)) === 'reached') return true;
    }
    await schedule.until(schedule.nowMs());
    return false;
  }
}

/** By planned end; where ends coincide, the last injected first. */
function releaseOrder(sessions: readonly FaultSession[]): FaultSession[] {
  const end = ({ planned }: FaultSession): number => planned.atMs + planned.forMs;
  return [...sessions].reverse().sort((a, b) => end(a) - end(b) || b.planned.atMs - a.planned.atMs);
}
