import type { Undoer, UndoRecord } from '../../journal/undo-record.ts';
import type { DockerEngine } from '../engine.ts';
import { ROLE_LABEL, RUN_LABEL } from '../labels.ts';
import { connectRecorded, recordedEngine } from '../recorded-engine.ts';
import { findStrayHelpers, removeStrayHelpers } from './find-stray-helpers.ts';

const STRAY_HELPERS = 'docker-helpers';

/** What there is to undo where helpers of a run that is over still stand: their connection hangs, or somebody holds it. */
export function strayHelpersRecord(engine: DockerEngine, run: string, helpers: number, expiresAt: Date): UndoRecord {
  const host = `docker -H ${engine.address.url}`;
  return {
    v: 1,
    id: 'helpers',
    run,
    fault: null,
    driver: STRAY_HELPERS,
    driverVersion: 1,
    describe: `end ${helpers} helper ${helpers === 1 ? 'container' : 'containers'} of faults, and what they hold`,
    manual: [`${host} ps -aq --filter label=${RUN_LABEL}=${run} --filter label=${ROLE_LABEL}=helper | xargs -r ${host} rm -f`],
    expiresAt: expiresAt.toISOString(),
    data: { engine: recordedEngine(engine) },
  };
}

/** Ends every helper of a run, found by its labels. Idempotent, from any process. Throws where one is still there afterwards. */
export function strayHelpersUndoer(): Undoer {
  return {
    id: STRAY_HELPERS,
    async undo({ run, data }, signal) {
      const engine = await connectRecorded(data, signal);
      await removeStrayHelpers(engine, await findStrayHelpers(engine, { run }, signal), signal);
      const left = await findStrayHelpers(engine, { run }, signal);
      if (left.length > 0) throw new Error(`${left.length} helpers are still there`);
    },
  };
}
