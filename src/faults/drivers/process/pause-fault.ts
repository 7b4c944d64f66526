import { setTimeout as sleep } from 'node:timers/promises';
import type { UndoRecord } from '../../../journal/undo-record.ts';
import { listMarkedProcesses } from '../../../os-process/list-marked-processes.ts';
import { listProcesses } from '../../../os-process/list-processes.ts';
import { INSTANCE_MARKER } from '../../../os-process/process-marker.ts';
import { readProcessStat } from '../../../os-process/process-stat.ts';
import { signalGroup, signalProcess } from '../../../os-process/signal-process.ts';
import type { RunningStack } from '../../../stack/running-stack.ts';
import type { PreparedFault } from '../../fault-driver.ts';
import type { Proof } from '../../proof.ts';
import { answersNow } from './answers-now.ts';
import { proveRunning } from './prove-running.ts';
import type { VictimProcess } from './process-undo-data.ts';

/** Freezes the victims' process groups with SIGSTOP: ports stay open, the kernel goes on accepting, nobody answers. */
export function pauseFault(undo: UndoRecord, victims: readonly VictimProcess[], stack: RunningStack): PreparedFault {
  return {
    undo,
    instant: false,
    async inject() {
      for (const victim of victims) {
        if ((await signalGroup(victim, 'SIGSTOP')) === 'gone') throw new Error(`${victim.instance} (pid ${victim.pid}) is gone`);
      }
    },
    prove: (signal) => provePaused(victims, stack, signal),
    proveGone: (signal) => proveRunning(victims, stack, signal),
    exposure: async () => null,
  };
}

/** Lets them run again. What is gone needs nothing; what has the number now gets nothing. Throws when one stays stopped. */
export async function continueProcesses(run: string, victims: readonly VictimProcess[], signal: AbortSignal): Promise<void> {
  for (const victim of victims) {
    if ((await signalGroup(victim, 'SIGCONT')) === 'sent') continue;
    // The group's leader was killed while it was stopped: others of it may still be.
    for (const one of await listMarkedProcesses(run, 'stack', { [INSTANCE_MARKER]: victim.instance })) await signalProcess(one, 'SIGCONT');
  }
  for (const victim of victims) {
    while (await isStopped(victim)) await sleep(5, undefined, { signal });
  }
}

/** The kernel's word for every member of the group, and an exchange that nobody answers. */
async function provePaused(victims: readonly VictimProcess[], stack: RunningStack, signal: AbortSignal): Promise<Proof> {
  const all = await listProcesses();
  const answers: (boolean | null)[] = [];
  for (const victim of victims) {
    const group = all.filter((one) => one.group === victim.pid);
    const running = group.find((one) => one.state !== 'T');
    const leads = group.some((one) => one.pid === victim.pid && one.startTime === victim.startTime);
    if (!leads) return unproven(`${victim.instance} (pid ${victim.pid}) is gone`);
    if (running !== undefined) return unproven(`pid ${running.pid} of ${victim.instance} is in state ${running.state}, not T`);
    const answered = await answersNow(stack.instance(victim.instance), signal);
    if (answered === true) return unproven(`${victim.instance} is stopped, and still answers`);
    answers.push(answered);
  }
  const unanswered = answers.filter((answered) => answered === false).length;
  const exchange = unanswered === 0 ? 'no readiness probe over HTTP to ask' : `${unanswered} of ${victims.length} asked, none answered`;
  const detail = `kernel state T for ${victims.map((victim) => victim.instance).join(', ')}; ${exchange}`;
  return { proven: true, what: 'processes stopped', value: victims.length, unit: 'processes', detail };
}

function unproven(detail: string): Proof {
  return { proven: false, what: 'processes stopped', value: null, unit: 'processes', detail };
}

async function isStopped({ pid, startTime }: VictimProcess): Promise<boolean> {
  const stat = await readProcessStat(pid);
  return stat !== null && stat.startTime === startTime && stat.state === 'T';
}
