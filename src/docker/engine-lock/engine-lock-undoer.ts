import { setTimeout as sleep } from 'node:timers/promises';
import type { UndoRecord, Undoer } from '../../journal/undo-record.ts';
import type { DockerEngine } from '../engine.ts';
import { RUN_LABEL } from '../labels.ts';
import { removeUnbornHelpers } from '../leash/find-stray-helpers.ts';
import { removeMarker } from '../markers.ts';
import { connectRecorded, recordedEngine } from '../recorded-engine.ts';
import { byRole } from './lock-containers.ts';

export const DOCKER_LOCK = 'docker-lock';
const VERSION = 1;
/** A run may have died while the engine was still making its lock. */
const LATE_MS = 1_000;
/** The lock expires by itself; whoever hangs this long is not coming back. */
const EXPIRY_MS = 24 * 3_600_000;

/** So that a run that dies does not keep others waiting until its lock expires. */
export function engineLockRecord(of: {
  readonly run: string;
  readonly engine: DockerEngine;
  readonly project: string;
  readonly now: Date;
}): UndoRecord {
  const { run, engine, project, now } = of;
  const host = `docker -H ${engine.address.url}`;
  return {
    v: 1,
    id: `lock:${project}`,
    run,
    fault: null,
    driver: DOCKER_LOCK,
    driverVersion: VERSION,
    describe: `give back the lock on ${project} on the engine ${engine.name}`,
    manual: [`${host} ps -aq --filter label=${RUN_LABEL}=${run} --filter label=dev.shakedown.lock=${project} | xargs -r ${host} rm`],
    expiresAt: new Date(now.getTime() + EXPIRY_MS).toISOString(),
    data: { engine: recordedEngine(engine), project },
  };
}

/** Gives back the locks of a run that is over; last, since it is the oldest record. Takes along helpers that never began. */
export function engineLockUndoer(): Undoer {
  return {
    id: DOCKER_LOCK,
    async undo({ data, run }, signal) {
      const engine = await connectRecorded(data, signal);
      if ((await byRole(engine, 'lock', signal, run)).length === 0) await sleep(LATE_MS, undefined, { signal });
      const found = [...(await byRole(engine, 'beat', signal, run)), ...(await byRole(engine, 'lock', signal, run))];
      await removeUnbornHelpers(engine, run, signal);
      for (const { Id } of found) await removeMarker(engine, Id, signal);
    },
  };
}
