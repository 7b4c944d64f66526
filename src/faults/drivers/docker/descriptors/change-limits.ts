import { isGone } from '../../../../docker/docker-call-error.ts';
import type { DockerEngine } from '../../../../docker/engine.ts';
import type { LookSpec } from '../../../../docker/leash/look-inside.ts';
import { openShellLeash } from '../../../../docker/leash/shell-leash.ts';
import { removeMarkers } from '../../../../docker/markers.ts';
import { inspectOrGone } from '../../../../docker/stack-container.ts';
import type { UndoRecord } from '../../../../journal/undo-record.ts';
import { giveBackScript, parseOthers, usersOf } from './descriptor-scripts.ts';
import type { LimitedProcess } from './descriptor-scripts.ts';
import { parseDescriptorUndo } from './descriptor-undo-data.ts';

const CLOSE_LIMIT_MS = 5_000;
const UNDO_TTL_MS = 60_000;
/** Of an undo, for processes that were started under another user meanwhile, and whose users come to light one after the other. */
const ROUNDS = 4;

/**
 * Runs a script that changes limits for each of the users, in a helper among the container's processes that is that user: so it needs
 * no capability. Throws where a limit could not be changed. Returns the other users that the last of them named.
 */
export async function changeLimits(
  engine: DockerEngine,
  spec: LookSpec,
  {
    container,
    users,
    script,
  }: { readonly container: string; readonly users: readonly string[]; readonly script: (user: string) => string },
  signal: AbortSignal,
): Promise<readonly string[]> {
  let named: readonly string[] = [];
  for (const user of users) {
    const reach = { processesOf: container, user };
    const shell = await openShellLeash(engine, { ...spec, role: 'helper', networkOf: null, capability: null, reach }, signal);
    try {
      const { others, rest } = parseOthers((await shell.run(script(user), signal)).out);
      if (rest !== '') throw new Error(`limits of processes in ${container.slice(0, 12)} could not be changed: ${rest}`);
      named = others;
    } finally {
      await shell.leash.close(AbortSignal.timeout(CLOSE_LIMIT_MS)).catch(() => undefined);
    }
  }
  return named;
}

/**
 * Gives the processes of the recorded run of each container their limits back, and takes the markers away. Idempotent, from any
 * process. A container that was started anew, or is gone, took its processes and their limits along.
 */
export async function undoDescriptors(engine: DockerEngine, record: UndoRecord, nowMs: number, signal: AbortSignal): Promise<void> {
  const { limit, image, containers } = parseDescriptorUndo(record);
  const fault = record.fault ?? '';
  const spec = { image: { id: image, reference: image }, run: record.run, fault, ttlMs: UNDO_TTL_MS, nowMs };
  for (const { id, startedAt, had } of containers) {
    const info = await inspectOrGone(engine, id, signal);
    if (info === null || !info.State.Running || info.State.StartedAt !== startedAt) continue;
    await giveBack(engine, spec, { id, limit, had }, signal).catch((error: unknown) => {
      // It ended meanwhile.
      if (!isGone(error) && !/is not running/u.test(String(error))) throw error;
    });
  }
  await removeMarkers(engine, { run: record.run, fault }, signal);
}

/** To whoever was there, then to those who began as somebody else since: a first process that is root, and starts its workers as others. */
async function giveBack(
  engine: DockerEngine,
  spec: LookSpec,
  { id, limit, had }: { readonly id: string; readonly limit: number; readonly had: readonly LimitedProcess[] },
  signal: AbortSignal,
): Promise<void> {
  const script = (user: string): string => giveBackScript(id, limit, user, had);
  let users = usersOf(had);
  for (let round = 0; round < ROUNDS && users.length > 0; round += 1)
    users = await changeLimits(engine, spec, { container: id, users, script }, signal);
  if (users.length > 0) throw new Error(`processes of ${users.join(', ')} in ${id.slice(0, 12)} still may open ${limit} files`);
}
