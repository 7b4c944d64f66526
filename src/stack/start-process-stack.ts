import { dirname } from 'node:path';
import type { UndoJournal } from '../journal/undo-record.ts';
import type { RunPlan } from '../plan/run-plan.ts';
import { addressesSeenBy, directAddresses } from './address-book.ts';
import { instanceEnvironment } from './instance-environment.ts';
import type { PortMap } from './port-map.ts';
import { processInstance } from './process-instance.ts';
import type { ProcessInstance } from './process-instance.ts';
import { processSpecs } from './process-specs.ts';
import { resolveTemplate } from './resolve-template.ts';
import { runningStack } from './process-running-stack.ts';
import type { EdgeRoute, RunningStack, StackListener } from './running-stack.ts';
import { startOrder } from './start-order.ts';

export interface ProcessStackSetup {
  readonly run: string;
  readonly plan: RunPlan;
  /** Proxies that stand already, in front of `ports`. */
  readonly routes: readonly EdgeRoute[];
  readonly ports: PortMap;
  readonly journal: UndoJournal;
  readonly listener: StackListener;
  /** Exists. One `<instance>.log` each. */
  readonly logFolder: string;
  /** What the processes inherit. */
  readonly env: NodeJS.ProcessEnv;
  readonly wallClock: () => Date;
}

/** Beyond the longest run, so that a hung one is told from one that takes its time. */
const EXPIRY_SLACK_MS = 60_000;

/**
 * Starts the processes in their order and waits until all are ready. When one does not, or the signal aborts, those that were started
 * are ended again before this rejects (a UserError, exit 6, for what a user can mend).
 */
export async function startProcessStack(setup: ProcessStackSetup, signal: AbortSignal): Promise<RunningStack> {
  const { plan } = setup;
  const specs = processSpecs(plan);
  const expiresAt = new Date(setup.wallClock().getTime() + plan.experiment.safety.maxDurationMs + EXPIRY_SLACK_MS);
  const instances = new Map<string, ProcessInstance>();
  for (const { name, service } of plan.instances) {
    const spec = specs.get(service);
    if (spec === undefined) continue;
    const ports = setup.ports.get(name) ?? {};
    const book = addressesSeenBy(name, plan, setup.ports, setup.routes);
    const marks = { run: setup.run, state: dirname(dirname(setup.journal.path)), name, port: Object.values(ports)[0] };
    const env = instanceEnvironment(setup.env, spec, marks, book);
    instances.set(name, processInstance({ ...setup, name, spec, ports, env, expiresAt }));
  }
  const levels = startOrder([...specs.values()]).map((services) =>
    plan.instances.filter((one) => services.includes(one.service)).flatMap((one) => instances.get(one.name) ?? []),
  );
  const direct = directAddresses(plan, setup.ports);
  const stack = runningStack(instances, levels, (text) => resolveTemplate(text, direct));
  try {
    for (const level of levels) await startTogether(level, signal);
    return stack;
  } catch (error) {
    // What could not be ended stays in the journal, and is reported from there.
    await stack.stop(new AbortController().signal).catch(() => undefined);
    throw error;
  }
}

/** Waits for all of them also when one fails: whatever was spawned is known by then. The first failure is the one that is told. */
async function startTogether(level: readonly ProcessInstance[], signal: AbortSignal): Promise<void> {
  const failed = new AbortController();
  let first: unknown = null;
  await Promise.all(
    level.map((instance) =>
      instance.start(AbortSignal.any([signal, failed.signal])).catch((error: unknown) => {
        if (!failed.signal.aborted) first = error;
        failed.abort();
      }),
    ),
  );
  if (failed.signal.aborted) throw first;
}
