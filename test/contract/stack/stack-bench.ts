import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunJournal } from '../../../src/journal/run-journal.ts';
import { currentMoment } from '../../../src/journal/moment.ts';
import { openJournal } from '../../../src/journal/open-journal.ts';
import { listMarkedProcesses } from '../../../src/os-process/list-marked-processes.ts';
import type { ProcessStat } from '../../../src/os-process/process-stat.ts';
import type { UndoJournal } from '../../../src/journal/undo-record.ts';
import type { RunPlan } from '../../../src/plan/run-plan.ts';
import { allocatePorts } from '../../../src/stack/allocate-ports.ts';
import type { PortMap } from '../../../src/stack/port-map.ts';
import type { EdgeRoute, RunningStack } from '../../../src/stack/running-stack.ts';
import { startProcessStack } from '../../../src/stack/start-process-stack.ts';

/** A run's folder, journal and listener, for starting real stacks in tests. */
export interface StackBench {
  readonly run: string;
  readonly folder: string;
  readonly journal: RunJournal;
  /** `trouble: …`, `started api`, `ready api`, `exited api SIGKILL expected`. */
  readonly log: string[];
  start(
    plan: RunPlan,
    options?: { ports?: PortMap; routes?: readonly EdgeRoute[]; signal?: AbortSignal; journal?: UndoJournal },
  ): Promise<RunningStack>;
  /** What still runs of this run's stack. */
  left(): Promise<readonly ProcessStat[]>;
  /** Kills what is left and removes the folder. */
  dispose(): Promise<void>;
}

export async function stackBench(): Promise<StackBench> {
  const run = randomBytes(6).toString('hex');
  const folder = await mkdtemp(join(tmpdir(), 'shakedown-stack-'));
  const wallClock = (): Date => new Date();
  const startedAt = wallClock().toISOString();
  const header = { host: 'h', user: 'u', pid: process.pid, startTime: null, manifestPath: '', runFolder: folder, toolVersion: '0' };
  const journal = await openJournal(join(folder, 'state'), { v: 1, run, startedAt, ...header }, currentMoment);
  const log: string[] = [];
  const left = (): Promise<ProcessStat[]> => listMarkedProcesses(run, 'stack');
  return {
    run,
    folder,
    journal,
    log,
    async start(plan, options = {}) {
      const ports = options.ports ?? (await allocatePorts(plan));
      const listener = {
        onTrouble: (message: string) => void log.push(`trouble: ${message}`),
        onProcessStarted: (name: string) => void log.push(`started ${name}`),
        onProcessReady: (name: string) => void log.push(`ready ${name}`),
        onProcessExited: (name: string, _: number, end: { code: number | null; signal: string | null; expected: boolean }) =>
          void log.push(`exited ${name} ${end.signal ?? end.code} ${end.expected ? 'expected' : 'unexpected'}`),
      };
      const setup = {
        run,
        plan,
        ports,
        routes: options.routes ?? [],
        journal: options.journal ?? journal,
        listener,
        logFolder: folder,
        env: process.env,
        wallClock,
      };
      return startProcessStack(setup, options.signal ?? new AbortController().signal);
    },
    left,
    async dispose() {
      for (const one of await left()) process.kill(one.pid, 'SIGKILL');
      await journal.close();
      await rm(folder, { recursive: true });
    },
  };
}
