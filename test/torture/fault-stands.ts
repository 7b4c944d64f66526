import { processesOf } from '../e2e/processes-of.ts';
import type { Sandbox } from '../e2e/cli.ts';
import { listContainers, meansOf, ourTables } from './snapshot.ts';
import type { RunEvent } from '../../src/events/run-event.ts';
import type { Trial } from './trial.ts';

/**
 * Whether something of a fault can be seen now, from outside: a stopped process, a toxic, a container that is not running or has other
 * limits, a table of rules. `null`: these faults leave nothing to be seen on a stack that goes with its run.
 */
export type FaultSight = () => Promise<boolean | null>;

export async function faultSight(trial: Trial, sandbox: Sandbox, socket: string | null, externalApi: string | null): Promise<FaultSight> {
  // How it looked before the fault nobody saw.
  if (trial.ownStack) return async () => null;
  if (socket !== null) {
    const atFirst = await listContainers(socket);
    const pids = atFirst.map(({ State }) => State.Pid).filter((pid) => pid > 0);
    const isNetwork = trial.faults.every(({ name }) => ['partition', 'isolate', 'loss', 'dns'].includes(name));
    if (isNetwork) return async () => (await ourTables(pids)).length > 0;
    const job = atFirst.find(({ Name }) => Name.endsWith('-job-1'));
    const means = job === undefined ? '' : await meansOf(job);
    const isHeld = trial.faults.some(({ name }) => name === 'cpu_burn' || name === 'memory_pressure');
    return async () => {
      const all = await listContainers(socket);
      const now = all.find(({ Id }) => Id === job?.Id);
      if (now !== undefined && (await meansOf(now)) !== means) return true;
      if (isHeld && all.some(({ Config }) => Config.Labels?.['dev.shakedown.role'] === 'helper')) return true;
      const own = all.filter(({ Name }) => Name.startsWith('/sdtest'));
      const down = own.some(({ State }) => State.Status !== 'running');
      return down || (await ourTables(own.map(({ State }) => State.Pid).filter((pid) => pid > 0))).length > 0;
    };
  }
  if (trial.faults.some(({ name }) => name === 'kill' || name === 'restart')) return async () => null;
  if (trial.faults.every(({ name }) => name === 'pause')) {
    return async () => (await processesOf(sandbox.stateHome)).some(({ state, command }) => state === 'T' && command.includes('api.js'));
  }
  let api = externalApi;
  return async () => {
    if (api === null) {
      const started = (await sandbox.events()).find((event) => event.type === 'proxy-started');
      api = started?.type === 'proxy-started' ? started.apiUrl : null;
    }
    if (api === null) return false;
    const all: unknown = await fetch(`${api}/proxies`, { signal: AbortSignal.timeout(2_000) })
      .then((answer) => answer.json())
      .catch(() => ({}));
    return Object.values(Object(all)).some((proxy) => isBroken(proxy));
  };
}

/** By the run's own word, where nothing can be seen: one began that is not gone. */
export function standsByEvents(events: readonly RunEvent[]): boolean {
  const of = (type: 'fault-inject-called' | 'fault-gone'): number => events.filter((event) => event.type === type).length;
  return of('fault-inject-called') > of('fault-gone');
}

function isBroken(proxy: unknown): boolean {
  if (typeof proxy !== 'object' || proxy === null) return false;
  const { toxics, enabled }: { toxics?: unknown; enabled?: unknown } = proxy;
  return enabled === false || (Array.isArray(toxics) && toxics.length > 0);
}
