import type { DockerEngine } from '../docker/engine.ts';
import { readLeftover } from '../journal/find-leftovers.ts';
import type { Leftover } from '../journal/find-leftovers.ts';
import { listJournals } from '../journal/list-journals.ts';
import { currentMoment } from '../journal/moment.ts';
import { listLiveRuns } from './live-runs.ts';

/** A run that `recover` does not touch, since its lock has not expired: it may well live. */
export interface RunLeftAlone {
  readonly run: string;
  /** `user@host (pid n)`. */
  readonly holder: string;
  /** Where its lock was found: `null` in this user's state folder, else the engine's name. */
  readonly engine: string | null;
  /** ISO; a run that lives renews it. */
  readonly until: string;
  /** What it has to undo, youngest last, as far as it can be seen from here. */
  readonly pending: readonly string[];
}

/** Those that hold something, and all that are on the engine. */
export async function runsLeftAlone(state: string, engine: DockerEngine | null): Promise<readonly RunLeftAlone[]> {
  const [live, journals] = [await listLiveRuns(state, engine, currentMoment()), await listJournals(state)];
  const runs = live.map(async (one): Promise<RunLeftAlone[]> => {
    const journal = journals.find(({ run }) => run === one.run);
    const pending = journal === undefined ? [] : pendingIn(await readLeftover(journal));
    if (one.engine === null && pending.length === 0) return [];
    return [{ run: one.run, holder: one.holder, engine: one.engine?.name ?? null, until: one.until, pending }];
  });
  return (await Promise.all(runs)).flat();
}

function pendingIn(left: Leftover): readonly string[] {
  return left.kind === 'unreadable' ? [left.error.message] : left.journal.pending.map(({ describe }) => describe);
}

/** For a terminal: why nothing of it was undone, and how it is if it is dead. */
export function renderLeftAlone({ run, holder, engine, until, pending }: RunLeftAlone): readonly string[] {
  const where = engine === null ? '' : ` on the engine ${engine}`;
  return [
    `not touched: run ${run} of ${holder} holds its lock${where} until ${until}, and renews it while it lives`,
    ...pending.map((describe) => `  held: ${describe}`),
    `  if it is dead: shakedown recover --force ${run}`,
  ];
}
