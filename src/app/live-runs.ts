import { listEngineLocks } from '../docker/engine-lock/lock-containers.ts';
import type { DockerEngine } from '../docker/engine.ts';
import { findLeftovers } from '../journal/find-leftovers.ts';
import { liveRuns } from '../journal/lock/read-locks.ts';
import { currentMoment } from '../journal/moment.ts';
import type { Moment } from '../journal/moment.ts';
import { findEngineLeftovers } from './engine-leftovers.ts';

/** A run that holds a lock which has not expired. */
export interface LiveRun {
  readonly run: string;
  /** `user@host (pid n)`. */
  readonly holder: string;
  /** When its lock expires unless it is renewed; ISO. */
  readonly until: string;
  /** Where it was found: `null` in this user's state folder, else on an engine, by whichever machine it runs on. */
  readonly engine: DockerEngine | null;
}

const LIMIT_MS = 20_000;

/** Runs of this state folder first, then those that only the engine knows; each once. */
export async function listLiveRuns(state: string, engine: DockerEngine | null, now: Moment): Promise<readonly LiveRun[]> {
  const here = (await liveRuns(state, now)).map(({ run, holder, expiresAt }): LiveRun => {
    return { run, holder: `${holder.user}@${holder.host} (pid ${holder.pid})`, until: expiresAt, engine: null };
  });
  if (engine === null) return here;
  const known = new Set(here.map(({ run }) => run));
  const there = (await liveOnEngine(engine)).filter(({ run }) => !known.has(run));
  return [...here, ...there];
}

/** True when its lock is gone, or has expired. */
export async function isOver({ run, engine }: LiveRun, state: string): Promise<boolean> {
  const live = engine === null ? await liveRuns(state, currentMoment()) : await liveOnEngine(engine);
  return !live.some((one) => one.run === run);
}

/** What a run that is over has not undone, in words. */
export async function whatIsLeft({ run, engine }: LiveRun, state: string): Promise<readonly string[]> {
  if (engine !== null) {
    const left = await findEngineLeftovers(engine, { now: currentMoment(), except: null }, AbortSignal.timeout(LIMIT_MS));
    return left.filter((one) => one.run === run).map(({ describe }) => describe);
  }
  const left = (await findLeftovers(state, currentMoment())).filter((one) => one.run === run);
  return left.flatMap((one) => (one.kind === 'unreadable' ? [one.error.message] : one.journal.pending.map(({ describe }) => describe)));
}

async function liveOnEngine(engine: DockerEngine): Promise<readonly LiveRun[]> {
  const locks = await listEngineLocks(engine, AbortSignal.timeout(LIMIT_MS));
  const live = locks
    .filter(({ isLive }) => isLive)
    .map(({ run, holder, expiresAt }): LiveRun => ({ run, holder, until: expiresAt.toISOString(), engine }));
  return [...new Map(live.map((one) => [one.run, one])).values()];
}
