import type { DockerEngine } from '../docker/engine.ts';
import { provideHelperImage } from '../docker/helper/provide-helper-image.ts';
import { proveLeash } from '../docker/leash/prove-leash.ts';
import type { LeashHelper } from '../faults/drivers/docker/network/network-fault-driver.ts';
import type { FaultKindName } from '../faults/fault-settings.ts';
import type { PlannedFault } from '../plan/run-plan.ts';

/** Rules in the network of containers; space, CPU and memory that helpers hold. */
const LEASHED: ReadonlySet<FaultKindName> = new Set(['partition', 'isolate', 'loss', 'dns', 'disk_fill', 'cpu_burn', 'memory_pressure']);

export interface LeashNeeds {
  readonly engine: DockerEngine;
  readonly run: string;
  readonly faults: readonly PlannedFault[];
  readonly env: NodeJS.ProcessEnv;
  readonly nowMs: number;
}

/**
 * What the run's faults on containers need, had before the baseline and not in the middle of the run: the helper image, and for faults
 * that live in a helper the proof that it dies with us. `null`: no fault needs a helper. Throws a UserError (exit 6) where there is none.
 */
export async function provideLeash({ engine, run, faults, env, nowMs }: LeashNeeds, signal: AbortSignal): Promise<LeashHelper | null> {
  const leashed = faults.some(({ settings, target }) => LEASHED.has(settings.type) || target.kind === 'edge');
  if (!leashed && !faults.some(needsHelper)) return null;
  const image = await provideHelperImage(engine, env, signal);
  if (!leashed) return { image, class: 'kernel' };
  const { class: leashClass } = await proveLeash(engine, { image, run, nowMs }, signal);
  return { image, class: leashClass };
}

/** Limits of processes are set from among them. The engine's own kill disables restart policies: these signals mean something else. */
function needsHelper({ settings }: PlannedFault): boolean {
  if (settings.type === 'crash' || settings.type === 'fd_limit') return true;
  return settings.type === 'kill' && settings.signal !== 'SIGKILL' && settings.signal !== 'SIGTERM';
}
