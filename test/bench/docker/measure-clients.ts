import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DockerEngine } from '../../../src/docker/engine.ts';
import { pings, pooledClientCommand, REDIS_COMMAND } from '../../contract/docker-edge/edge-client.ts';
import { labelledStack } from '../../contract/docker-network/labelled-stack.ts';
import type { LabelledStack } from '../../contract/docker-network/labelled-stack.ts';
import { createSandbox } from '../../e2e/cli.ts';
import { shopImages } from '../../setup/docker/shop-images.ts';
import type { StolenShares } from './rounds.ts';

const LATENCY_MS = 200;
/** Of so many exchanges each median is, one after the other over the connections that the client keeps. */
const TIMES = 21;
const READY_LIMIT_MS = 60_000;

const SERVERS = ['redis', 'postgres'] as const;
const CLIENTS = ['api', 'other'] as const;

/** What an edge with 200 ms on it adds for one client, as that client sees it. */
export interface ClientRow {
  readonly server: (typeof SERVERS)[number];
  readonly connections: 'reset' | 'new';
  /** `api` is the edge's own; the fault is nothing to `other`. */
  readonly client: (typeof CLIENTS)[number];
  readonly addedMs: number;
  readonly must: { readonly ms: number; readonly within: number };
  readonly stolenShare: number | null;
}

/**
 * A client with a persistent connection to Redis and a pool of two to Postgres, and another one like it: what each sees of 200 ms on the
 * edges of the first, over what it saw before.
 */
export async function measureClients(engine: DockerEngine, stolen: StolenShares): Promise<readonly ClientRow[]> {
  const images = await shopImages(engine);
  const stack = await labelledStack(engine, images.SHOP_SERVICE_IMAGE, []);
  try {
    const command = await pooledClientCommand();
    const env = ['POSTGRES_USER=tester', 'POSTGRES_DB=tested'];
    await stack.add('redis', { image: images.SHOP_REDIS_IMAGE, command: REDIS_COMMAND });
    await stack.add('postgres', { image: images.SHOP_POSTGRES_IMAGE, command: [], env });
    await stack.add('api', { command, publish: true });
    await stack.add('other', { command });
    const { ping } = pings(engine, () => stack);
    const medians = async (): Promise<ReadonlyMap<string, number>> => {
      const found = new Map<string, number>();
      for (const client of CLIENTS)
        for (const server of SERVERS) found.set(`${client} ${server}`, (await ping(client, `${server}?times=${TIMES}`)).ms);
      return found;
    };
    await untilAll(medians);
    return [...(await measured('reset')), ...(await measured('new'))];

    async function measured(connections: 'reset' | 'new'): Promise<readonly ClientRow[]> {
      const before = await untilAll(medians);
      const sandbox = await createSandbox();
      const file = join(sandbox.folder, 'clients.yaml');
      await writeFile(file, manifest(stack, connections));
      const run = sandbox.start(['run', file, '--engine', engine.address.url]);
      try {
        await Promise.all(SERVERS.map((server) => run.event('fault-proven', `slow-${server}`)));
        if (connections === 'new') await ping('api', 'drop');
        const fromMs = Date.now();
        // What was cut fails once.
        const during = await untilAll(medians);
        const stolenShare = stolen.share(fromMs, Date.now());
        return SERVERS.flatMap((server) =>
          CLIENTS.map((client) => {
            const addedMs = (during.get(`${client} ${server}`) ?? Number.NaN) - (before.get(`${client} ${server}`) ?? Number.NaN);
            const must = client === 'api' ? { ms: LATENCY_MS, within: 5 } : { ms: 0, within: 1 };
            return { server, connections, client, addedMs, must, stolenShare };
          }),
        );
      } finally {
        run.child.kill('SIGINT');
        await run.done;
        await sandbox.dispose();
      }
    }
  } finally {
    await stack.dispose();
  }
}

/** Until every exchange succeeded; throws after a minute. */
async function untilAll(medians: () => Promise<ReadonlyMap<string, number>>): Promise<ReadonlyMap<string, number>> {
  for (const began = performance.now(); ; await sleep(200)) {
    const found = await medians().catch(() => new Map<string, number>());
    if (found.size > 0 && [...found.values()].every((ms) => Number.isFinite(ms))) return found;
    if (performance.now() - began > READY_LIMIT_MS) throw new Error('the clients do not reach their servers');
  }
}

function manifest({ project }: LabelledStack, connections: string): string {
  const edges = SERVERS.map((to) => `  to-${to}: { edge: { from: api, to: ${to}, protocol: ${to}, connections: ${connections} } }\n`);
  const faults = SERVERS.map((to) => `  - { id: slow-${to}, type: latency, target: to-${to}, with: { latency: ${LATENCY_MS}ms } }\n`);
  return `apiVersion: shakedown/v1
kind: Experiment
metadata: { name: clients }
stack: { project: ${project} }
targets:
  api: { service: api }
  redis: { service: redis }
  postgres: { service: postgres }
${edges.join('')}probes:
  - { name: up, every: 1s, container: redis, expect: { state: running } }
phases: { warmup: 0s, baseline: 1s, fault: 5m, recovery: 1s }
faults:
${faults.join('')}slos:
  - { expr: probe(up) >= 1%, phase: fault, minSamples: 1 }
`;
}

export const CLIENTS_HEADING = '\n200 ms on an edge, as its client sees it, over what it saw before';

/** A line of figures, and whether they are what they must be. */
export function clientLine({ server, connections, client, addedMs, must, stolenShare }: ClientRow): string {
  const kept = server === 'redis' ? 'Redis, one kept connection' : 'Postgres, a pool of two';
  const isGood = Math.abs(addedMs - must.ms) <= must.within;
  const host = stolenShare === null ? '' : `   host ${(100 * stolenShare).toFixed(1)} %`;
  return `${kept.padEnd(28)}${connections.padEnd(7)}${(client === 'api' ? 'the edge’s client' : 'another client').padEnd(20)}${addedMs.toFixed(2).padStart(9)} ms   must ${must.ms} ± ${must.within}   ${isGood ? 'yes' : 'NO'}${host}`;
}
