import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { processesOf } from '../e2e/processes-of.ts';
import type { Sandbox } from '../e2e/cli.ts';
import { listContainers, ourTables } from './snapshot.ts';
import type { Trial } from './trial.ts';

export interface FaultSight {
  /**
   * Whether something of a fault can be seen now, from outside: a stopped process, a toxic, a container that is not running, a table of
   * rules. `null`: these faults leave nothing to be seen on a stack that goes with its run.
   */
  stands(): Promise<boolean | null>;
  close(): void;
}

export async function faultSight(trial: Trial, sandbox: Sandbox, socket: string | null, externalApi: string | null): Promise<FaultSight> {
  if (socket !== null && trial.faults.every(({ name }) => ['partition', 'isolate', 'loss', 'dns'].includes(name))) {
    return tablesOf((await listContainers(socket)).map(({ State }) => State.Pid).filter((pid) => pid > 0));
  }
  return { stands: await otherSight(trial, sandbox, socket, externalApi), close: () => undefined };
}

/** What the kernel itself tells of its tables: asking it again and again would take the processor from whoever is to be watched. */
function tablesOf(pids: readonly number[]): FaultSight {
  const standing = new Set<string>();
  const monitors = pids.map((pid) => {
    const monitor = spawn('nsenter', ['-t', String(pid), '-n', 'nft', 'monitor'], { stdio: ['ignore', 'pipe', 'ignore'] });
    createInterface({ input: monitor.stdout }).on('line', (line) => {
      const [, change, table] = /^(add|delete) table (\S+ shakedown\S+)/u.exec(line) ?? [];
      if (change === 'add') standing.add(`${pid} ${table}`);
      if (change === 'delete') standing.delete(`${pid} ${table}`);
    });
    return monitor;
  });
  return {
    stands: async () => standing.size > 0,
    close: () => monitors.forEach((monitor) => void monitor.kill()),
  };
}

async function otherSight(
  trial: Trial,
  sandbox: Sandbox,
  socket: string | null,
  externalApi: string | null,
): Promise<() => Promise<boolean | null>> {
  if (socket !== null) {
    return async () => {
      const all = await listContainers(socket);
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

function isBroken(proxy: unknown): boolean {
  if (typeof proxy !== 'object' || proxy === null) return false;
  const { toxics, enabled }: { toxics?: unknown; enabled?: unknown } = proxy;
  return enabled === false || (Array.isArray(toxics) && toxics.length > 0);
}
