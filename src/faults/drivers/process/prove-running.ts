import { sameProcess } from '../../../os-process/process-identity.ts';
import { readProcessStat } from '../../../os-process/process-stat.ts';
import { isReady } from '../../../os-process/readiness.ts';
import type { InstanceState, RunningStack } from '../../../stack/running-stack.ts';
import type { Proof } from '../../proof.ts';
import type { VictimProcess } from './process-undo-data.ts';

/**
 * Every victim's instance runs, is not stopped, and is ready. A victim that died of something else while it was held has taken the
 * fault with it (`heldBy: 'process'`); a killed one must stand again (`heldBy: 'absence'`).
 */
export async function proveRunning(
  victims: readonly VictimProcess[],
  stack: RunningStack,
  signal: AbortSignal,
  heldBy: 'process' | 'absence' = 'process',
): Promise<Proof> {
  const from = performance.now();
  const gone: string[] = [];
  for (const { instance } of victims) {
    const state = stack.instance(instance);
    const stat = state.pid === null ? null : await readProcessStat(state.pid);
    if (stat === null && heldBy === 'absence') return notRunning(`${instance} is down`);
    if (stat?.state === 'T') return notRunning(`${instance} (pid ${stat.pid}) is in state T`);
    if (stat === null) gone.push(instance);
    else if (!(await isAnswering(state, signal))) return notRunning(`${instance} (pid ${stat.pid}) runs and is not ready`);
    // Who answered may be another one that holds the port.
    else if (!(await sameProcess(stat.pid, stat.startTime))) return notRunning(`${instance} (pid ${stat.pid}) has ended`);
  }
  const all = victims.map((victim) => victim.instance).join(', ');
  const rest = gone.length === 0 ? '' : `; ${gone.join(', ')} died meanwhile, and the fault with it`;
  return { proven: true, what: 'answered after', value: performance.now() - from, unit: 'ms', detail: `${all}: running, ready${rest}` };
}

/** Without a readiness probe the kernel's word must do. */
async function isAnswering({ ready, ports }: InstanceState, signal: AbortSignal): Promise<boolean> {
  const port = ready === null ? undefined : ports[ready.port];
  return ready === null || port === undefined || isReady(ready, port, signal);
}

function notRunning(detail: string): Proof {
  return { proven: false, what: 'answered after', value: null, unit: 'ms', detail };
}
