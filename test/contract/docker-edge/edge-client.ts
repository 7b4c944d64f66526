import { readFile } from 'node:fs/promises';
import type { DockerEngine } from '../../../src/docker/engine.ts';
import { execIn } from '../docker-network/exec-in.ts';
import type { LabelledStack } from '../docker-network/labelled-stack.ts';

const PROGRAM = new URL('../../fixtures/stacks/edges/api.mjs', import.meta.url);
const POOLED = new URL('../../fixtures/stacks/edges/pooled.mjs', import.meta.url);

/** What a client says of one PING. */
interface Seen {
  readonly ms: number;
  /** How many it has opened to Redis so far, to be kept. */
  readonly connections: number;
  readonly error?: string;
}

/** What a client of Redis runs. */
export async function clientCommand(): Promise<string[]> {
  return ['node', '--input-type=module', '-e', await readFile(PROGRAM, 'utf8')];
}

/** What a client of Redis and Postgres runs, in the image of the shop's services. */
export async function pooledClientCommand(): Promise<string[]> {
  return ['--input-type=module', '-e', await readFile(POOLED, 'utf8')];
}

export const REDIS_COMMAND = ['redis-server', '--save', '', '--protected-mode', 'no'];

/** Asks clients how long Redis takes: over the connection that they keep, or with `?host=…` over one of its own. */
export function pings(engine: DockerEngine, stack: () => LabelledStack) {
  const ping = async (client: string, query = ''): Promise<Seen> => {
    const script = `wget -qO- 'http://127.0.0.1:8080/${query}' || echo '{"error":"none"}'`;
    return JSON.parse(await execIn(engine, await stack().idOf(client), script));
  };
  return {
    ping,
    async median(client: string, query = ''): Promise<number> {
      const seen: number[] = [];
      while (seen.length < 5) seen.push((await ping(client, query)).ms);
      return seen.toSorted((a, b) => a - b)[2] ?? Number.NaN;
    },
  };
}
