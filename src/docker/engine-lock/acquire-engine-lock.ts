import { EXIT, UserError } from '../../errors/user-error.ts';
import { DockerCallError } from '../docker-call-error.ts';
import type { DockerEngine } from '../engine.ts';
import { engineTime } from '../engine-time.ts';
import { EXPIRES_LABEL, ROLE_LABEL, RUN_LABEL } from '../labels.ts';
import { markImage } from '../mark-image.ts';
import { removeMarker } from '../markers.ts';
import { byRole, HOLDER_LABEL, listEngineLocks, lockContainerName, LOCKED_LABEL } from './lock-containers.ts';

/** As the lock files of process stacks have it, and longer: a renewal is two calls to an engine that may be far away. */
const LEASE: Lease = { ttlMs: 40_000, renewalMs: 8_000 };
const CONFLICT = 409;
const ATTEMPTS = 5;

export interface Lease {
  readonly ttlMs: number;
  readonly renewalMs: number;
}

export interface HeldEngineLock {
  /** Stops renewing, and removes it. Idempotent. */
  release(signal: AbortSignal): Promise<void>;
}

export interface EngineLockRequest {
  readonly project: string;
  readonly run: string;
  /** Who we are, for whoever is refused: `user@host (pid n)`. */
  readonly holder: string;
  /** Another run has taken it: we hung past its expiry. */
  readonly onLost: () => void;
  /** 40 s, renewed every 8 s, unless told. */
  readonly lease?: Lease;
}

/**
 * One run at a time on a project, whichever machine it runs on: a never-started container of a fixed name, which the engine creates
 * once. Throws a UserError (exit 6) that names the holder when a run that lives has it.
 */
export async function acquireEngineLock(engine: DockerEngine, request: EngineLockRequest, signal: AbortSignal): Promise<HeldEngineLock> {
  const { project, run, holder, lease = LEASE } = request;
  const image = await markImage(engine, signal);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const id = await create('lock', await engineTime(engine, signal), signal);
    if (id !== null) return held(id);
    const present = (await listEngineLocks(engine, signal)).find((lock) => lock.project === project);
    if (present === undefined) continue;
    if (present.isLive) throw refusal(project, present);
    // By its ID, not its name: by then that may be somebody else's.
    await removeMarker(engine, present.container, signal);
  }
  throw new UserError(`the lock on ${project} could not be taken: others keep taking it`, { exitCode: EXIT.unreachable, where: project });

  /** `null`: there is one already. */
  async function create(role: 'lock' | 'beat', now: Date, creating: AbortSignal): Promise<string | null> {
    const labels = {
      [ROLE_LABEL]: role,
      [RUN_LABEL]: run,
      [LOCKED_LABEL]: project,
      [HOLDER_LABEL]: holder,
      [EXPIRES_LABEL]: new Date(now.getTime() + lease.ttlMs).toISOString(),
    };
    const name = role === 'lock' ? { name: lockContainerName(project) } : {};
    const spec = { ...name, Image: image, Cmd: ['never-started'], Labels: labels, HostConfig: { NetworkMode: 'none' } };
    try {
      return (await engine.call('taking the lock', (docker) => docker.createContainer(spec), { signal: creating })).id;
    } catch (error) {
      if (role === 'lock' && error instanceof DockerCallError && error.status === CONFLICT) return null;
      throw error;
    }
  }

  function held(lock: string): HeldEngineLock {
    const over = new AbortController();
    let renewing: Promise<void> = Promise.resolve();
    const timer = setInterval(() => {
      renewing = renewing.then(() => renew(AbortSignal.timeout(LEASE.renewalMs))).catch(() => undefined);
    }, lease.renewalMs);
    timer.unref();

    async function renew(limit: AbortSignal): Promise<void> {
      if (over.signal.aborted) return;
      // At once: over ssh each call is a second, and a renewal must not take as long as it lasts.
      const [before, now] = await Promise.all([byRole(engine, 'beat', limit, run), engineTime(engine, limit)]);
      await create('beat', now, limit);
      await Promise.all(before.map(({ Id }) => removeMarker(engine, Id, limit)));
      const all = await listEngineLocks(engine, limit);
      if (over.signal.aborted || all.some((one) => one.container === lock)) return;
      clearInterval(timer);
      over.abort();
      request.onLost();
    }

    return {
      async release(releasing) {
        clearInterval(timer);
        over.abort();
        await renewing;
        const beats = await byRole(engine, 'beat', releasing, run);
        for (const id of [...beats.map(({ Id }) => Id), lock]) await removeMarker(engine, id, releasing);
      },
    };
  }
}

function refusal(project: string, { run, holder, expiresAt }: { run: string; holder: string; expiresAt: Date }): UserError {
  const until = expiresAt.toISOString();
  return new UserError(`${project} is in use by run ${run} of ${holder}; its lock expires at ${until} unless it is renewed`, {
    exitCode: EXIT.unreachable,
    where: project,
    try: 'wait until that run ends; if it is dead, its lock expires by itself',
  });
}
