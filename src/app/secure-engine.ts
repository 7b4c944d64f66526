import { hostname } from 'node:os';
import { acquireEngineLock } from '../docker/engine-lock/acquire-engine-lock.ts';
import { engineLockRecord, engineLockUndoer } from '../docker/engine-lock/engine-lock-undoer.ts';
import { removeUnbornHelpers } from '../docker/leash/find-stray-helpers.ts';
import { currentMoment } from '../journal/moment.ts';
import type { UndoJournal } from '../journal/undo-record.ts';
import { EXIT, UserError } from '../errors/user-error.ts';
import { userName } from '../os-process/user-name.ts';
import { ownProject } from '../stack/start-compose-stack.ts';
import type { DockerSight } from './look-at-stack.ts';
import { findEngineLeftovers } from './engine-leftovers.ts';
import { recoverEngine } from './recover-engine.ts';
import type { RunSession } from './run-session.ts';
import { giveBackLocks } from './undo-leftover.ts';

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
  const { stack, name } = plan.experiment;
  // A project of the run's own is locked too: that is how others see, on the engine, that the run lives.
  const project = stack.kind === 'compose' ? ownProject(name, run) : inventory.project;
  const component = `lock on ${project}`;
  const onLost = (): void => {
    const message = `the lock on ${project} was taken by another run: this one hung past its expiry`;
    bus.emit({ type: 'component-lost', component, message });
    stop.stop({ kind: 'component-lost', component, message });
  };
  const record = engineLockRecord({ run, engine, project, now: clock.wallClock() });
  const holder = `${userName()}@${hostname()} (pid ${process.pid})`;
  // Before the deed: whoever dies while the engine makes it leaves it there.
  await journal.record(record);
  const lock = await acquireEngineLock(engine, { project, run, holder, onLost }, stop.signal).catch(async (error: unknown) => {
    // A refusal is certain; where we gave up waiting, the engine may still make it.
    const undo = stop.signal.aborted ? engineLockUndoer().undo(record, AbortSignal.timeout(LIMIT_MS)) : giveBackLocks(engine, run);
    const isBack = await undo.then(
      () => true,
      () => false,
    );
    if (isBack) await journal.settle(record.id);
    throw error;
  });
  cleanup.push('the lock on the engine', async () => {
    await lock.release(AbortSignal.timeout(LIMIT_MS));
    await journal.settle(record.id);
  });
  cleanup.push('helpers that never began', () => removeUnbornHelpers(engine, run, AbortSignal.timeout(LIMIT_MS)));
  if (recoverFirst) await recoverEngine(engine, { dryRun: false, force: null, except: run });
  const left = await findEngineLeftovers(engine, { now: currentMoment(), except: run }, AbortSignal.timeout(LIMIT_MS));
  if (left.length === 0) return;
  const list = left.map(({ run: of, describe }) => `  run ${of}: ${describe}`).join('\n');
  throw new UserError(`earlier runs left something behind on the engine ${engine.name}:\n${list}`, {
    exitCode: EXIT.unreachable,
    where: engine.address.url,
    try: `undo it with \`shakedown recover --engine ${engine.address.url}\`, or run with --recover`,
  });
}
