import type { DockerEngine } from '../docker/engine.ts';
import { connectRecorded, recordedEngine } from '../docker/recorded-engine.ts';
import { removeRun } from '../docker/remove-run.ts';
import { COMPOSE, RUN_LABEL } from '../docker/labels.ts';
import type { UndoRecord, Undoer } from '../journal/undo-record.ts';
import { isObject } from './is-object.ts';

export const DOCKER_STACK = 'docker-stack';
export const DOCKER_STACK_VERSION = 1;

export interface OwnProject {
  readonly run: string;
  readonly engine: DockerEngine;
  readonly project: string;
  readonly expiresAt: Date;
}

/** What must be written down before a project of the run's own is brought up. */
export function dockerStackRecord({ run, engine, project, expiresAt }: OwnProject): UndoRecord {
  const host = `docker -H ${engine.address.url}`;
  const filter = `--filter label=${RUN_LABEL}=${run} --filter label=${COMPOSE.project}=${project} -q`;
  return {
    v: 1,
    id: `stack:${project}`,
    run,
    fault: null,
    driver: DOCKER_STACK,
    driverVersion: DOCKER_STACK_VERSION,
    describe: `remove the compose project ${project} from the engine ${engine.name}`,
    manual: [
      `${host} ps -a ${filter} | xargs -r ${host} rm -f -v`,
      `${host} network ls ${filter} | xargs -r ${host} network rm`,
      `${host} volume ls ${filter} | xargs -r ${host} volume rm`,
    ],
    expiresAt: expiresAt.toISOString(),
    data: { engine: recordedEngine(engine), project },
  };
}

/** Takes down what a run brought up, from any process. */
export function dockerStackUndoer(): Undoer {
  return {
    id: DOCKER_STACK,
    async undo({ data, run, driverVersion }, signal) {
      if (driverVersion > DOCKER_STACK_VERSION)
        throw new Error(`the record is of ${DOCKER_STACK} version ${driverVersion}, which is newer than ours`);
      if (!isObject(data) || typeof data['project'] !== 'string') throw new Error('the record does not name a project');
      await removeRun(await connectRecorded(data, signal), data['project'], run, signal);
    },
  };
}
