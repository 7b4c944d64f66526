import { EXIT, UserError } from '../../../errors/user-error.ts';
import type { UndoRecord } from '../../../journal/undo-record.ts';
import type { ProcessIdentity } from '../../../os-process/process-identity.ts';
import { readProcessStat } from '../../../os-process/process-stat.ts';
import type { PlannedFault } from '../../../plan/run-plan.ts';
import type { RunningStack } from '../../../stack/running-stack.ts';
import type { PreparedFault } from '../../fault-driver.ts';
import { killFault } from './kill-fault.ts';
import { pauseFault } from './pause-fault.ts';
import { PROCESS_SIGNAL, PROCESS_SIGNAL_VERSION, processUndoData } from './process-undo-data.ts';
import type { VictimProcess } from './process-undo-data.ts';
import { restartFault } from './restart-fault.ts';

/** Beyond the planned end: for a run that hangs, the watchdog undoes it then. */
const EXPIRY_GRACE_MS = 15_000;

export interface ProcessFaultPorts {
  readonly run: string;
  readonly stack: RunningStack;
  readonly wallClock: () => Date;
  /** Told of each process that was sent a signal which may end it. */
  readonly onSignalled: (victim: ProcessIdentity) => void;
}

/** Takes down who the victims are. Throws a UserError (exit 6) where one is not running, or is stopped already by somebody else. */
export async function prepareProcessFault(fault: PlannedFault, ports: ProcessFaultPorts, signal: AbortSignal): Promise<PreparedFault> {
  const { settings, target } = fault;
  const names = target.kind === 'instances' ? target.drawn : [];
  const victims = await Promise.all(names.map((name) => identify(name, ports.stack)));
  signal.throwIfAborted();
  const { run, stack, onSignalled } = ports;
  switch (settings.type) {
    case 'kill': {
      const undo = record('kill', `start ${listed(victims)} again`, ['# a killed process is started again by its run, or ends with it']);
      return killFault(undo, settings.signal, victims, { stack, onSignalled });
    }
    case 'pause': {
      const manual = victims.map(({ pid }) => `kill -CONT -- -${pid}`);
      return pauseFault(record('pause', `SIGCONT to ${listed(victims)}`, manual), victims, stack);
    }
    case 'restart': {
      const undo = record('restart', `start ${listed(victims)}, if it is down`, ['# a process that is down is started again by its run']);
      return restartFault(undo, settings.signal, victims, { run, stack, onSignalled });
    }
    default:
      throw new Error(`${settings.type} is not a fault on a process`);
  }

  function record(kind: 'kill' | 'pause' | 'restart', describe: string, manual: readonly string[]): UndoRecord {
    return {
      v: 1,
      id: `fault:${fault.id}`,
      run,
      fault: fault.id,
      driver: PROCESS_SIGNAL,
      driverVersion: PROCESS_SIGNAL_VERSION,
      describe,
      manual,
      expiresAt: new Date(ports.wallClock().getTime() + fault.forMs + EXPIRY_GRACE_MS).toISOString(),
      data: processUndoData({ kind, processes: victims }),
    };
  }
}

async function identify(instance: string, stack: RunningStack): Promise<VictimProcess> {
  const { pid, startTime } = stack.instance(instance);
  const stat = pid === null ? null : await readProcessStat(pid);
  if (pid === null || startTime === null || stat?.startTime !== startTime) {
    throw new UserError(`${instance} is not running, so there is nothing to break.`, { exitCode: EXIT.unreachable, where: instance });
  }
  if (stat.state === 'T') {
    const details = { exitCode: EXIT.unreachable, where: instance, try: `kill -CONT -- -${pid}` };
    throw new UserError(`${instance} (pid ${pid}) is stopped already, and not by this run.`, details);
  }
  return { instance, pid, startTime };
}

function listed(victims: readonly VictimProcess[]): string {
  return victims.map(({ instance, pid }) => `${instance} (pid ${pid})`).join(', ');
}
