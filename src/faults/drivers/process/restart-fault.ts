import type { UndoRecord } from '../../../journal/undo-record.ts';
import { listMarkedProcesses } from '../../../os-process/list-marked-processes.ts';
import { INSTANCE_MARKER } from '../../../os-process/process-marker.ts';
import { isReady } from '../../../os-process/readiness.ts';
import { waitForExit } from '../../../os-process/wait-for-exit.ts';
import type { RunningStack } from '../../../stack/running-stack.ts';
import type { PreparedFault } from '../../fault-driver.ts';
import type { NodeSignal } from '../../fault-settings.ts';
import type { Proof } from '../../proof.ts';
import { signalVictims } from './kill-fault.ts';
import { proveRunning } from './prove-running.ts';
import type { VictimProcess } from './process-undo-data.ts';

const EXIT_LIMIT_MS = 10_000;

/** Ends the victims and starts them again at once. */
export function restartFault(
  undo: UndoRecord,
  name: NodeSignal,
  victims: readonly VictimProcess[],
  ports: { readonly run: string; readonly stack: RunningStack },
): PreparedFault {
  const { run, stack } = ports;
  return {
    undo,
    instant: true,
    async inject(signal) {
      await signalVictims(name, victims, stack);
      const [left] = await waitForExit(victims, EXIT_LIMIT_MS, signal);
      if (left !== undefined) throw new Error(`pid ${left.pid} did not end within ${EXIT_LIMIT_MS / 1000} s of ${name}`);
      await Promise.all(victims.map(({ instance }) => stack.startInstance(instance, signal)));
    },
    prove: (signal) => proveRestarted(run, victims, stack, signal),
    proveGone: (signal) => proveRunning(victims, stack, signal, 'absence'),
    exposure: async () => null,
  };
}

/** Where each victim stood, another process leads the group, and is ready. */
async function proveRestarted(run: string, victims: readonly VictimProcess[], stack: RunningStack, signal: AbortSignal): Promise<Proof> {
  for (const { instance, pid, startTime } of victims) {
    const standing = await listMarkedProcesses(run, 'stack', { [INSTANCE_MARKER]: instance });
    const { ready, ports, ...known } = stack.instance(instance);
    if (standing.some((one) => one.pid === pid && one.startTime === startTime)) return unproven(`${instance} (pid ${pid}) still runs`);
    const another = known.startTime !== null && known.startTime !== startTime;
    if (!another && !standing.some((one) => one.group === one.pid)) return unproven(`${instance} is down`);
    const port = ready === null ? undefined : ports[ready.port];
    if (ready !== null && port !== undefined && !(await isReady(ready, port, signal))) return unproven(`${instance} is not ready`);
  }
  const names = victims.map((victim) => victim.instance).join(', ');
  return { proven: true, what: 'processes replaced', value: victims.length, unit: 'processes', detail: `${names}: a new process, ready` };
}

function unproven(detail: string): Proof {
  return { proven: false, what: 'processes replaced', value: null, unit: 'processes', detail };
}
