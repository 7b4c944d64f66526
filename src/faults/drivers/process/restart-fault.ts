import type { UndoRecord } from '../../../journal/undo-record.ts';
import { listMarkedProcesses } from '../../../os-process/list-marked-processes.ts';
import { sameProcess } from '../../../os-process/process-identity.ts';
import type { ProcessIdentity } from '../../../os-process/process-identity.ts';
import { INSTANCE_MARKER } from '../../../os-process/process-marker.ts';
import type { ProcessStat } from '../../../os-process/process-stat.ts';
import { isReady } from '../../../os-process/readiness.ts';
import { signalProcess } from '../../../os-process/signal-process.ts';
import { waitForExit } from '../../../os-process/wait-for-exit.ts';
import { instanceMembers } from '../../../os-process/instance-members.ts';
import type { RunningStack } from '../../../stack/running-stack.ts';
import type { PreparedFault } from '../../fault-driver.ts';
import type { NodeSignal } from '../../fault-settings.ts';
import type { Proof } from '../../proof.ts';
import { signalVictims } from './kill-fault.ts';
import type { KillPorts } from './kill-fault.ts';
import { proveRunning } from './prove-running.ts';
import type { VictimProcess } from './process-undo-data.ts';

const EXIT_LIMIT_MS = 10_000;

/** A victim with all that stood of its instance before. */
interface Standing {
  readonly victim: VictimProcess;
  readonly members: readonly ProcessStat[];
}

export interface RestartPorts extends KillPorts {
  readonly run: string;
}

/** Ends the victims, with what left their groups, and starts them again as soon as all of it is gone. */
export async function restartFault(
  undo: UndoRecord,
  name: NodeSignal,
  victims: readonly VictimProcess[],
  ports: RestartPorts,
): Promise<PreparedFault> {
  const { run, stack } = ports;
  let before = await standing(run, victims);
  return {
    undo,
    instant: true,
    async inject(signal) {
      before = await standing(run, victims);
      await signalVictims(name, victims, ports);
      for (const { victim, members } of before) {
        for (const one of members) if (one.group !== victim.pid) await signalProcess(one, name);
      }
      const left = await waitForExit([...victims, ...before.flatMap(({ members }) => members)], EXIT_LIMIT_MS, signal);
      const survivor = victims.find(({ pid }) => left.some((one) => one.pid === pid));
      if (survivor !== undefined) throw new Error(`pid ${survivor.pid} did not end within ${EXIT_LIMIT_MS / 1000} s of ${name}`);
      await Promise.all(victims.map(({ instance }) => stack.startInstance(instance, signal)));
    },
    prove: (signal) => proveRestarted(run, before, stack, signal),
    proveGone: (signal) => proveRunning(victims, stack, signal, 'absence'),
    exposure: async () => null,
  };
}

function standing(run: string, victims: readonly VictimProcess[]): Promise<Standing[]> {
  return Promise.all(
    victims.map(async (victim) => ({ victim, members: await instanceMembers({ run, instance: victim.instance, leader: victim }) })),
  );
}

/** Nothing of what stood there before is left; another process leads the group, is ready, and still lives after it answered. */
async function proveRestarted(run: string, before: readonly Standing[], stack: RunningStack, signal: AbortSignal): Promise<Proof> {
  for (const { victim, members } of before) {
    const { instance } = victim;
    const [left] = await waitForExit([victim, ...members], 0, signal);
    if (left !== undefined) return unproven(`${instance} (pid ${left.pid}) still runs`);
    const { ready, ports } = stack.instance(instance);
    const another = await successor(run, victim, stack);
    if (another === null) return unproven(`${instance} is down`);
    const port = ready === null ? undefined : ports[ready.port];
    if (ready !== null && port !== undefined && !(await isReady(ready, port, signal))) return unproven(`${instance} is not ready`);
    if (!(await sameProcess(another.pid, another.startTime))) return unproven(`${instance} (pid ${another.pid}) has ended again`);
  }
  const names = before.map(({ victim }) => victim.instance).join(', ');
  return { proven: true, what: 'processes replaced', value: before.length, unit: 'processes', detail: `${names}: a new process, ready` };
}

/** As the stack knows it, or else, where another process started it, by its marker. */
async function successor(run: string, { instance, startTime: was }: VictimProcess, stack: RunningStack): Promise<ProcessIdentity | null> {
  const { pid, startTime } = stack.instance(instance);
  if (pid !== null && startTime !== null && startTime !== was) return { pid, startTime };
  const marked = await listMarkedProcesses(run, 'stack', { [INSTANCE_MARKER]: instance });
  return marked.find((one) => one.group === one.pid) ?? null;
}

function unproven(detail: string): Proof {
  return { proven: false, what: 'processes replaced', value: null, unit: 'processes', detail };
}
