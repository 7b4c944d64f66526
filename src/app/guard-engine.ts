import { setTimeout as sleep } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import { connectEngine } from '../docker/engine.ts';
import { listEngineLocks } from '../docker/engine-lock/lock-containers.ts';
import { MOUNTED_SOCKET } from '../docker/watchdog/open-engine-watchdog.ts';
import { EXIT } from '../errors/user-error.ts';
import type { ExitCode } from '../errors/user-error.ts';
import { currentMoment } from '../journal/moment.ts';
import { watchRun } from '../journal/watchdog-link.ts';
import { findEngineLeftovers } from './engine-leftovers.ts';
import type { EngineLeftover } from './engine-leftovers.ts';
import { giveBackLocks, undoLeftover } from './undo-leftover.ts';

const LIMIT_MS = 20_000;
const LOOK_MS = 1_000;
/** More than a renewal of the lock takes. */
const SURE_MS = 12_000;
/** Pauses before each attempt at what is still there. */
const ROUNDS_MS = [0, 1_000, 5_000] as const;

/**
 * The life of a watchdog in a container on the engine itself: waits for the end of the run, and undoes what that left there, by markers
 * and labels alone. Faults at once; the stack and the locks when the run's lock is gone or has expired, since a connection that was cut
 * is no death yet. `onTrouble` is told what could not be done. Throws where another engine than the run's answers at the mounted socket.
 */
export async function guardEngine(
  of: { readonly run: string; readonly engine: string },
  link: Readable,
  onWatching: () => void,
  onTrouble: (message: string) => void,
): Promise<ExitCode> {
  const engine = await connectEngine(
    { url: `unix://${MOUNTED_SOCKET}`, tlsFolder: null, from: 'its mount' },
    AbortSignal.timeout(LIMIT_MS),
  );
  if (engine.id !== of.engine) throw new Error(`the socket is that of another engine, ${engine.name} (${engine.id})`);
  onWatching();
  const end = await watchRun(link, async () => {
    if ((await lookAtLock()) !== 'live') link.destroy();
  });
  if (end === 'done') return EXIT.pass;
  await heal(({ what }) => what !== 'stack');
  await untilOver();
  const clean = await heal(() => true);
  if (clean) await giveBackLocks(engine, of.run);
  return clean ? EXIT.pass : EXIT.undoIncomplete;

  /** A lock that has expired may only look so, where the engine's clock was set: a run that lives renews it within this time. */
  async function untilOver(): Promise<void> {
    let expiredAt: number | null = null;
    for (;;) {
      const lock = await lookAtLock();
      if (lock === 'gone') return;
      expiredAt = lock === 'live' ? null : (expiredAt ?? performance.now());
      if (expiredAt !== null && performance.now() - expiredAt > SURE_MS) return;
      await sleep(LOOK_MS);
    }
  }

  /** An engine that does not answer says nothing of the run. */
  async function lookAtLock(): Promise<'live' | 'expired' | 'gone'> {
    const locks = await listEngineLocks(engine, AbortSignal.timeout(LIMIT_MS)).catch(() => null);
    if (locks === null) return 'live';
    const own = locks.filter(({ run }) => run === of.run);
    if (own.length === 0) return 'gone';
    return own.some(({ isLive }) => isLive) ? 'live' : 'expired';
  }

  async function heal(isMeant: (left: EngineLeftover) => boolean): Promise<boolean> {
    for (const pauseMs of ROUNDS_MS) {
      await sleep(pauseMs);
      const found = await meant(isMeant);
      if (found?.length === 0) return true;
      for (const one of found ?? []) {
        const { ok, message } = await undoLeftover(engine, one);
        if (!ok) onTrouble(`${one.describe}: ${message ?? 'not undone'}`);
      }
    }
    return (await meant(isMeant))?.length === 0;
  }

  /** `null` where the engine does not say; the next round asks again. */
  async function meant(isMeant: (left: EngineLeftover) => boolean): Promise<readonly EngineLeftover[] | null> {
    try {
      return (await left()).filter(isMeant);
    } catch (error) {
      onTrouble(`what is left cannot be listed: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
  }

  async function left(): Promise<readonly EngineLeftover[]> {
    const question = { now: currentMoment(), except: null, force: of.run };
    return (await findEngineLeftovers(engine, question, AbortSignal.timeout(LIMIT_MS))).filter(({ run }) => run === of.run);
  }
}
