import { listEngineLocks } from '../docker/engine-lock/lock-containers.ts';
import type { DockerEngine } from '../docker/engine.ts';
import { COMPOSE, ROLE_LABEL, RUN_LABEL } from '../docker/labels.ts';
import { listMarkers } from '../docker/markers.ts';
import { findStrayHelpers } from '../docker/leash/find-stray-helpers.ts';
import { strayHelpersRecord } from '../docker/leash/stray-helpers-undoer.ts';
import { liveRuns } from '../journal/lock/read-locks.ts';
import type { Moment } from '../journal/moment.ts';
import { stateFolder } from '../journal/state-folder.ts';
import type { UndoRecord } from '../journal/undo-record.ts';
import { dockerStackRecord } from '../stack/docker-stack-undoer.ts';

/** Something of a run that is over, found on the engine without any file of ours. */
export interface EngineLeftover {
  readonly run: string;
  readonly id: string;
  readonly describe: string;
  readonly manual: readonly string[];
  /** `null`: of a later version of this tool. */
  readonly record: UndoRecord | null;
  readonly what: 'fault' | 'helpers' | 'stack';
  /** The marker, to be removed when it is undone; `null`: it is the thing itself. */
  readonly marker: string | null;
}

export interface LeftoverQuestion {
  readonly now: Moment;
  /** Our own run. */
  readonly except: string | null;
  /** To be listed although its lock is live. */
  readonly force?: string | null;
}

/** Helpers, markers and projects of runs that hold no live lock, neither on the engine nor in this user's state folder. */
export async function findEngineLeftovers(
  engine: DockerEngine,
  { now, except, force = null }: LeftoverQuestion,
  signal: AbortSignal,
): Promise<readonly EngineLeftover[]> {
  const filters = { label: [RUN_LABEL, COMPOSE.project] };
  const [markers, containers, locks, local, helpers] = await Promise.all([
    listMarkers(engine, signal),
    engine.call('looking for what runs started', (docker) => docker.listContainers({ all: true, filters }), { signal }),
    listEngineLocks(engine, signal),
    liveRuns(stateFolder(process.env), now),
    findStrayHelpers(engine, {}, signal),
  ]);
  const live = new Set([...locks.filter(({ isLive }) => isLive).map(({ run }) => run), ...local.map(({ run }) => run)]);
  const isOver = (run: string): boolean => run !== except && (run === force || !live.has(run));
  const marked = markers
    .filter(({ run }) => isOver(run))
    .map(({ run, fault, record, container }): EngineLeftover => {
      const describe = record?.describe ?? `what the fault ${fault} did, by a later version of shakedown`;
      return { run, id: record?.id ?? `fault:${fault}`, describe, manual: record?.manual ?? [], what: 'fault', record, marker: container };
    });
  const projects = new Map(
    containers
      .filter(({ Labels }) => Labels[ROLE_LABEL] === undefined && isOver(Labels[RUN_LABEL] ?? ''))
      .map(({ Labels }) => [Labels[COMPOSE.project] ?? '', Labels[RUN_LABEL] ?? '']),
  );
  const standing = [...projects].map(([project, run]): EngineLeftover => {
    const record = dockerStackRecord({ run, engine, project, expiresAt: now.wall });
    return { run, id: record.id, describe: record.describe, manual: record.manual, what: 'stack', record, marker: null };
  });
  const stray = Map.groupBy(
    helpers.filter(({ run }) => isOver(run)),
    ({ run }) => run,
  );
  const held = [...stray].map(([run, own]): EngineLeftover => {
    const record = strayHelpersRecord(engine, run, own.length, now.wall);
    return { run, id: record.id, describe: record.describe, manual: record.manual, what: 'helpers', record, marker: null };
  });
  // Undone first what came last: a project goes after the faults in it.
  return [...held, ...marked, ...standing];
}
