import { acquireEngineLock } from '../docker/engine-lock/acquire-engine-lock.ts';
import { engineLockRecord } from '../docker/engine-lock/engine-lock-undoer.ts';
import type { UndoJournal } from '../journal/undo-record.ts';
import { EXIT, UserError } from '../errors/user-error.ts';
import { ownProject } from '../stack/start-compose-stack.ts';
import type { DockerSight } from './look-at-stack.ts';
import { findEngineLeftovers } from './engine-leftovers.ts';
import { recoverEngine } from './recover-engine.ts';
import type { RunSession } from './run-session.ts';

const LIMIT_MS = 20_000;

/**
 * On the engine, before anything is touched: the project's lock, and nothing left there by earlier runs, whichever machine they ran on.
 * Throws a UserError (exit 6) when another run holds the project or left something behind.
 */
export async function secureEngine(
  session: RunSession,
  { engine, inventory }: DockerSight,
  { journal, recoverFirst }: { readonly journal: UndoJournal; readonly recoverFirst: boolean },
): Promise<void> {
  const { run, plan, bus, stop, cleanup, clock } = session;
  const wallClock = (): Date => clock.wallClock();
  const { stack, name } = plan.experiment;
  // A project of the run's own is locked too: that is how others see, on the engine, that the run lives.
  const project = stack.kind === 'compose' ? ownProject(name, run) : inventory.project;
  const component = `lock on ${project}`;
  const onLost = (): void => {
    const message = `the lock on ${project} was taken by another run: this one hung past its expiry`;
    bus.emit({ type: 'component-lost', component, message });
    stop.stop({ kind: 'component-lost', component, message });
  };
  const lock = await acquireEngineLock(engine, { project, run, wallClock, onLost }, stop.signal);
  const record = engineLockRecord({ run, engine, project, now: wallClock() });
  await journal.record(record);
  cleanup.push('the lock on the engine', async () => {
    await lock.release(AbortSignal.timeout(LIMIT_MS));
    await journal.settle(record.id);
  });
  if (recoverFirst) await recoverEngine(engine, { dryRun: false, force: null, except: run });
  const left = await findEngineLeftovers(engine, { now: wallClock(), except: run }, AbortSignal.timeout(LIMIT_MS));
  if (left.length === 0) return;
  const list = left.map(({ run: of, describe }) => `  run ${of}: ${describe}`).join('\n');
  throw new UserError(`earlier runs left something behind on the engine ${engine.name}:\n${list}`, {
    exitCode: EXIT.unreachable,
    where: engine.address.url,
    try: `undo it with \`shakedown recover --engine ${engine.address.url}\`, or run with --recover`,
  });
}
