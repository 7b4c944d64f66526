import type { PlannedFault } from '../../../plan/run-plan.ts';
import type { RunningStack } from '../../../stack/running-stack.ts';
import type { FaultDriver, Refusal } from '../../fault-driver.ts';
import type { FaultKindName } from '../../fault-settings.ts';
import type { ProcessIdentity } from '../../../os-process/process-identity.ts';
import { restoresTable } from '../../kinds/restores.ts';
import { prepareProcessFault } from './prepare-process-fault.ts';
import { PROCESS_SIGNAL, parseProcessUndo } from './process-undo-data.ts';
import { continueProcesses } from './pause-fault.ts';
import { startAgain } from './start-again.ts';

const KINDS: readonly FaultKindName[] = ['kill', 'pause', 'restart'];

export interface ProcessFaultDriverOptions {
  readonly run: string;
  /** `null` for whoever undoes after the run is over, and only calls `undo`. */
  readonly stack: RunningStack | null;
  readonly wallClock: () => Date;
}

/** Faults on the processes of our own stack, by signal. Every signal goes to a process whose start time is the one recorded, or to none. */
export function createProcessFaultDriver(options: ProcessFaultDriverOptions): FaultDriver {
  const { run, stack, wallClock } = options;
  /** By number and start time. */
  const signalled = new Set<string>();
  const nameOf = ({ pid, startTime }: ProcessIdentity): string => `${pid} ${startTime}`;
  return {
    id: PROCESS_SIGNAL,
    kinds: KINDS,
    restores: restoresTable('process', KINDS),
    supports,
    async prepare(fault, signal) {
      if (stack === null) throw new Error('without a running stack there is nothing to break');
      const onSignalled = (victim: ProcessIdentity): void => void signalled.add(nameOf(victim));
      return prepareProcessFault(fault, { run, stack, wallClock, onSignalled }, signal);
    },
    async undo(record, signal, onDone = () => undefined) {
      const data = parseProcessUndo(record);
      const { processes } = data;
      if (data.kind === 'pause') await continueProcesses(record.run, processes, signal);
      // When the run is over its stack goes with it: the processes' own records end what is left, and there is nothing to start.
      else if (stack !== null) {
        const dying = processes.filter((victim) => signalled.has(nameOf(victim)));
        await startAgain(stack, dying, processes, signal, onDone);
      }
    },
  };
}

function supports({ settings, target }: PlannedFault): true | Refusal {
  if (!KINDS.includes(settings.type)) return { refused: `${settings.type} is not a fault on a process` };
  if (target.kind === 'instances') return true;
  return { refused: `${settings.type} needs processes, and ${target.name} is an edge`, try: 'name a service target' };
}
