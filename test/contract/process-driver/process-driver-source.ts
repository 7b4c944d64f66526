import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createProcessFaultDriver } from '../../../src/faults/drivers/process/process-fault-driver.ts';
import type { FaultDriver } from '../../../src/faults/fault-driver.ts';
import type { Json } from '../../../src/journal/undo-record.ts';
import type { InstanceState, RunningStack } from '../../../src/stack/running-stack.ts';
import { service } from '../stack/process-plan.ts';

/** Stacks that stand in this process, by the name that goes through the contract's JSON. */
export const standing = new Map<string, RunningStack>();

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
