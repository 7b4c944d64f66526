import type { UndoRecord } from '../../../journal/undo-record.ts';
import { sameProcess } from '../../../os-process/process-identity.ts';
import type { ProcessIdentity } from '../../../os-process/process-identity.ts';
import { accepts } from '../../../os-process/readiness.ts';
import { signalGroup } from '../../../os-process/signal-process.ts';
import type { RunningStack } from '../../../stack/running-stack.ts';
import type { PreparedFault } from '../../fault-driver.ts';
import type { NodeSignal } from '../../fault-settings.ts';
import type { Proof } from '../../proof.ts';
import { proveRunning } from './prove-running.ts';
import type { VictimProcess } from './process-undo-data.ts';

export interface KillPorts {
  readonly stack: RunningStack;
  readonly onSignalled: (victim: ProcessIdentity) => void;
}

/** Ends the victims' process groups and keeps them down until undo. */
export function killFault(undo: UndoRecord, name: NodeSignal, victims: readonly VictimProcess[], ports: KillPorts): PreparedFault {
  const { stack } = ports;
  return {
    undo,
    instant: false,
    inject: () => signalVictims(name, victims, ports),
    prove: (signal) => proveDown(victims, stack, signal),
    proveGone: (signal) => proveRunning(victims, stack, signal, 'absence'),
    exposure: async () => null,
  };
}

/** Sends the signal to each victim's group. Throws when one is gone already: then the fault would not be ours. */
export async function signalVictims(name: NodeSignal, victims: readonly VictimProcess[], ports: KillPorts): Promise<void> {
  for (const victim of victims) {
    ports.stack.expectExit(victim.instance);
    if ((await signalGroup(victim, name)) === 'gone') throw new Error(`${victim.instance} (pid ${victim.pid}) is gone`);
    ports.onSignalled(victim);
  }
}

/** The kernel knows no such process, and nobody accepts on its ports. */
async function proveDown(victims: readonly VictimProcess[], stack: RunningStack, signal: AbortSignal): Promise<Proof> {
  let refused = 0;
  for (const { instance, pid, startTime } of victims) {
    if (await sameProcess(pid, startTime)) return unproven(`${instance} (pid ${pid}) still runs`);
    for (const port of Object.values(stack.instance(instance).ports)) {
      if (await accepts(port, signal)) return unproven(`${instance} (pid ${pid}) is gone, and port ${port} still accepts`);
      refused += 1;
    }
  }
  const names = victims.map((victim) => victim.instance).join(', ');
  return {
    proven: true,
    what: 'processes gone',
    value: victims.length,
    unit: 'processes',
    detail: `${names}: gone; ${refused} ports refuse`,
  };
}

function unproven(detail: string): Proof {
  return { proven: false, what: 'processes gone', value: null, unit: 'processes', detail };
}
