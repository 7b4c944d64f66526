import type { Agent, AgentSpec } from '../../../../docker/agent/open-agent.ts';
import { openAgent } from '../../../../docker/agent/open-agent.ts';
import type { DockerEngine } from '../../../../docker/engine.ts';
import type { EdgeAsker, Way } from '../../edge-proof/edge-probe.ts';
import type { EdgeTask } from '../../edge-proof/edge-task.ts';
import type { Exchange } from '../../edge-proof/exchange.ts';
import { parseAnswers, parseExchange } from '../../edge-proof/parse-observed.ts';
import type { Answers } from '../../edge-proof/read-answers.ts';
import { OBSERVER_UID } from './edge-rules.ts';
import { namespaceOwner } from '../network/networked-container.ts';
import type { NetworkedContainer } from '../network/networked-container.ts';

/** Where an observer looks: from a client's namespace, at an address of a server. */
export interface Sight {
  readonly client: NetworkedContainer;
  readonly host: string;
  readonly port: number;
}

/** Observers in the namespaces of clients, one each, started anew where the client was. */
export interface EdgeObservers {
  /** Asks from wherever `sight` says at that moment; `null`: there is nothing to see, which counts as refused. */
  asker(sight: () => Sight | null): EdgeAsker;
  close(signal: AbortSignal): Promise<void>;
}

const NO_EXCHANGE: Exchange = { end: 'refused', ms: 0, bytesSent: 0, bytesReceived: 0 };
const NO_ANSWERS: Answers = { end: 'refused', bytes: Buffer.alloc(0), pieces: [], bytesSent: 0, firstMs: null, lastMs: 0, closeMs: null };

export function createEdgeObservers(engine: DockerEngine, spec: Omit<AgentSpec, 'role' | 'network' | 'proxy'>): EdgeObservers {
  const open = new Map<string, { readonly startedAt: string; readonly agent: Promise<Agent> }>();

  function at(client: NetworkedContainer, signal: AbortSignal): Promise<Agent> {
    const standing = open.get(client.id);
    if (standing?.startedAt === client.startedAt) return standing.agent;
    void standing?.agent.then((agent) => agent.close(signal)).catch(() => undefined);
    const agent = start(client, signal);
    open.set(client.id, { startedAt: client.startedAt, agent });
    const forget = (): void => void (open.get(client.id)?.agent === agent && open.delete(client.id));
    void agent.then(({ ended }) => ended.then(forget), forget);
    return agent;
  }

  async function start(client: NetworkedContainer, signal: AbortSignal): Promise<Agent> {
    const of = await namespaceOwner(engine, client, signal);
    const user = `${OBSERVER_UID}:${OBSERVER_UID}`;
    return openAgent(engine, { ...spec, role: 'probe', network: { of }, proxy: null, user }, signal);
  }

  async function ask({ client }: Sight, task: EdgeTask, signal: AbortSignal): Promise<unknown> {
    const agent = await at(client, signal);
    return agent.ask({ ask: 'task', task }, signal);
  }

  return {
    asker: (sight) => ({
      async exchange(way: Way, protocol, timeoutMs, signal) {
        const now = sight();
        if (now === null) return NO_EXCHANGE;
        return parseExchange(await ask(now, { do: 'exchange', way, endpoint: endpointOf(now), protocol, timeoutMs }, signal));
      },
      async readAnswers(way: Way, protocol, options, signal) {
        const now = sight();
        if (now === null) return NO_ANSWERS;
        return parseAnswers(await ask(now, { do: 'read', way, endpoint: endpointOf(now), protocol, options }, signal));
      },
    }),
    async close(signal) {
      const all = [...open.values()];
      open.clear();
      await Promise.all(all.map(({ agent }) => agent.then((one) => one.close(signal)).catch(() => undefined)));
    },
  };
}

function endpointOf({ host, port }: Sight): { readonly host: string; readonly port: number } {
  return { host, port };
}
