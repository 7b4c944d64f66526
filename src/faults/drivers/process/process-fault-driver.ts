import type { PlannedFault } from '../../../plan/run-plan.ts';
import type { RunningStack } from '../../../stack/running-stack.ts';
import type { FaultDriver, Refusal } from '../../fault-driver.ts';
import type { FaultKindName } from '../../fault-settings.ts';
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
  const injected = new Set<string>();
  return {
    id: PROCESS_SIGNAL,
    kinds: KINDS,
    restores: restoresTable('process', KINDS),
    supports,
    async prepare(fault, signal) {
      if (stack === null) throw new Error('without a running stack there is nothing to break');
      const prepared = await prepareProcessFault(fault, { run, stack, wallClock }, signal);
      return {
        ...prepared,
        inject(injecting) {
          injected.add(prepared.undo.id);
          return prepared.inject(injecting);
        },
      };
    },
    async undo(record, signal) {
      const data = parseProcessUndo(record);
      if (data.kind === 'pause') await continueProcesses(record.run, data.processes, signal);
      // When the run is over its stack goes with it: the processes' own records end what is left, and there is nothing to start.
      else if (stack !== null) await startAgain(stack, injected.has(record.id) ? data.processes : [], data.processes, signal);
    },
  };
}

function supports({ settings, target }: PlannedFault): true | Refusal {
  if (!KINDS.includes(settings.type)) return { refused: `${settings.type} is not a fault on a process` };
  if (target.kind === 'instances') return true;
  return { refused: `${settings.type} needs processes, and ${target.name} is an edge`, try: 'name a service target' };
}
