import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import type { FaultSettings } from '../../../src/faults/fault-settings.ts';
import { createProcessFaultDriver } from '../../../src/faults/drivers/process/process-fault-driver.ts';
import type { FaultDriver } from '../../../src/faults/fault-driver.ts';
import type { Json } from '../../../src/journal/undo-record.ts';
import type { PlannedFault } from '../../../src/plan/run-plan.ts';
import type { InstanceState, RunningStack } from '../../../src/stack/running-stack.ts';
import type { FaultSubject } from '../fault-driver/fault-driver-contract.ts';
import { processPlan, service } from '../stack/process-plan.ts';
import { stackBench } from '../stack/stack-bench.ts';

/** Stacks that stand in this process, by the name that goes through the contract's JSON. */
const standing = new Map<string, RunningStack>();

/** The driver over the stack itself, or (in a child of the contract) over a copy of what was known of it. */
export function build(input: Json): FaultDriver {
  const { run, state }: { run: string; state: InstanceState | null } = JSON.parse(JSON.stringify(input));
  const stack = state === null ? null : (standing.get(run) ?? knownStack(run, state));
  return createProcessFaultDriver({ run, stack, wallClock: () => new Date() });
}

/** A stack as another process knows it: it can look, and start the service as it was started. */
function knownStack(run: string, state: InstanceState): RunningStack {
  return {
    instance: () => state,
    resolve: (text) => text,
    expectExit: () => undefined,
    async startInstance() {
      const env = { ...process.env, SHAKEDOWN_RUN: run, SHAKEDOWN_ROLE: 'stack', SHAKEDOWN_INSTANCE: state.name };
      const [command = '', ...args] = service(state.name).command.with(0, process.execPath);
      const again = spawn(command, args, { detached: true, env: { ...env, PORT: String(state.ports['http']) }, stdio: 'ignore' });
      await once(again, 'spawn');
      again.unref();
    },
    stop: async () => undefined,
  };
}

export async function processSubject(settings: FaultSettings): Promise<FaultSubject> {
  const bench = await stackBench();
  const stack = await bench.start(processPlan([service('api', { env: { CHILD: 'group' }, stopTimeoutMs: 300 })]));
  standing.set(bench.run, stack);
  const module = import.meta.url;
  const { name, service: of, pid, startTime, ports, ready } = stack.instance('api');
  const state = { name, service: of, pid, startTime, ports, ready: ready === null ? null : { ...ready } };
  return {
    fault: plannedFault(settings),
    injector: { module, input: { run: bench.run, state } },
    watchdog: { module, input: { run: bench.run, state: null } },
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
