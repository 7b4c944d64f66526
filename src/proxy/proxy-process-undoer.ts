import { EXIT, UserError } from '../errors/user-error.ts';
import type { Json, Undoer, UndoRecord } from '../journal/undo-record.ts';
import type { ProcessIdentity } from '../os-process/process-identity.ts';
import { signalProcess } from '../os-process/signal-process.ts';
import { waitForExit } from '../os-process/wait-for-exit.ts';

export const PROXY_PROCESS_DRIVER = 'proxy-process';

/** SIGTERM lets it take its toxics off and drain; this is beyond its own 5 s. */
const TERM_MS = 7_000;
const KILL_MS = 2_000;

/** The record under which a run journals its embedded proxy. `drainMs`: as it was started with. */
export function proxyProcessRecord(run: string, proxy: ProcessIdentity & { readonly apiUrl: string }, expiresAt: string): UndoRecord {
  return {
    v: 1,
    id: 'proxy',
    run,
    fault: null,
    driver: PROXY_PROCESS_DRIVER,
    driverVersion: 1,
    describe: `end the embedded fault proxy (pid ${proxy.pid}, ${proxy.apiUrl})`,
    manual: [`kill ${proxy.pid}`],
    expiresAt,
    data: { pid: proxy.pid, startTime: proxy.startTime },
  };
}

/** Ends a run's embedded proxy, if that process still is the one: asks first, so that its toxics go and traffic drains, then kills. */
export const proxyProcessUndoer: Undoer = {
  id: PROXY_PROCESS_DRIVER,
  async undo(record, signal) {
    const identity = identityIn(record.data);
    for (const [name, ms] of [
      ['SIGTERM', TERM_MS],
      ['SIGKILL', KILL_MS],
    ] as const) {
      if ((await signalProcess(identity, name)) === 'gone') return;
      if ((await waitForExit([identity], ms, signal)).length === 0) return;
    }
    throw new UserError(`the fault proxy (pid ${identity.pid}) did not end`, {
      exitCode: EXIT.undoIncomplete,
      try: `kill -9 ${identity.pid}`,
    });
  },
};

function identityIn(data: Json): ProcessIdentity {
  if (typeof data === 'object' && data !== null && 'pid' in data && 'startTime' in data) {
    const { pid, startTime } = data;
    if (typeof pid === 'number' && typeof startTime === 'string') return { pid, startTime };
  }
  throw new UserError('the journal holds a proxy-process record without pid and start time', { exitCode: EXIT.undoIncomplete });
}
