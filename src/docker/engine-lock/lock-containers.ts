import { createHash } from 'node:crypto';
import type { ContainerInfo } from 'dockerode';
import type { DockerEngine } from '../engine.ts';
import { engineTime } from '../engine-time.ts';
import { EXPIRES_LABEL, ROLE_LABEL, RUN_LABEL } from '../labels.ts';

export const LOCKED_LABEL = 'dev.shakedown.lock';
export const HOLDER_LABEL = 'dev.shakedown.holder';

/** A lock on the engine: its container, and when it expires by the latest of its beats. */
export interface EngineLock {
  readonly container: string;
  readonly project: string;
  readonly run: string;
  /** `user@host (pid n)`. */
  readonly holder: string;
  /** By the engine's own clock, as what follows. */
  readonly expiresAt: Date;
  readonly isLive: boolean;
}

/** Fixed for a project, so that the engine itself lets only one be created. */
export function lockContainerName(project: string): string {
  return `shakedown-lock-${project.slice(0, 40)}-${createHash('sha256').update(project).digest('hex').slice(0, 8)}`;
}

/** All locks on the engine, live or expired. Labels cannot be changed, so a renewal is a container of its own: a beat. */
export async function listEngineLocks(engine: DockerEngine, signal: AbortSignal): Promise<readonly EngineLock[]> {
  const [locks, beats, now] = await Promise.all([
    byRole(engine, 'lock', signal),
    byRole(engine, 'beat', signal),
    engineTime(engine, signal),
  ]);
  return locks.map(({ Id, Labels }) => {
    const run = Labels[RUN_LABEL] ?? '';
    const project = Labels[LOCKED_LABEL] ?? '';
    const own = beats.filter((beat) => beat.Labels[RUN_LABEL] === run && beat.Labels[LOCKED_LABEL] === project);
    const expiries = [Labels, ...own.map((beat) => beat.Labels)].map((labels) => Date.parse(labels[EXPIRES_LABEL] ?? '') || 0);
    const expiresAt = new Date(Math.max(...expiries));
    return { container: Id, project, run, holder: Labels[HOLDER_LABEL] ?? '', expiresAt, isLive: expiresAt > now };
  });
}

export function byRole(engine: DockerEngine, role: 'lock' | 'beat', signal: AbortSignal, run?: string): Promise<ContainerInfo[]> {
  const label = [`${ROLE_LABEL}=${role}`, ...(run === undefined ? [] : [`${RUN_LABEL}=${run}`])];
  return engine.call('looking for locks', (docker) => docker.listContainers({ all: true, filters: { label } }), { signal });
}
