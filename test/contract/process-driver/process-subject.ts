import { randomBytes } from 'node:crypto';
import type { FaultSettings } from '../../../src/faults/fault-settings.ts';
import { readProcessStat } from '../../../src/os-process/process-stat.ts';
import type { PlannedFault } from '../../../src/plan/run-plan.ts';
import type { FaultSubject } from '../fault-driver/fault-driver-contract.ts';
import { processPlan, service } from '../stack/process-plan.ts';
import { stackBench } from '../stack/stack-bench.ts';
import { standing } from './process-driver-source.ts';

export async function processSubject(settings: FaultSettings): Promise<FaultSubject> {
  const bench = await stackBench();
  const stack = await bench.start(processPlan([service('api', { env: { CHILD: 'group' }, stopTimeoutMs: 300 })]));
  standing.set(bench.run, stack);
  const module = new URL('./process-driver-source.ts', import.meta.url).href;
  const { name, service: known, pid, startTime, ports, ready } = stack.instance('api');
  const state = { name, service: known, pid, startTime, ports, ready: ready === null ? null : { ...ready } };
  return {
    fault: plannedFault(settings),
    injector: { module, input: { run: bench.run, state } },
    watchdog: { module, input: { run: bench.run, state: null } },
    async state() {
      const { service: of, ports, pid, startTime } = stack.instance('api');
      const stat = pid === null ? null : await readProcessStat(pid);
      return { service: of, ports, state: stat?.state === 'T' ? 'stopped' : 'goes on', process: pid, 'start time': startTime };
    },
    async loseTarget() {
      if (pid !== null && stack.instance('api').pid === pid) process.kill(-pid, 'SIGKILL');
      while (stack.instance('api').pid === pid) await new Promise((resolve) => setTimeout(resolve, 10));
    },
    async dispose() {
      standing.delete(bench.run);
      await stack.stop(new AbortController().signal);
      await bench.dispose();
    },
  };
}

export function plannedFault(settings: FaultSettings): PlannedFault {
  const target = { kind: 'instances', name: 'api', drawn: ['api'], candidates: ['api'] } as const;
  return { id: `f-${randomBytes(3).toString('hex')}`, settings, target, atMs: 0, forMs: 30_000, seed: 1 };
}
