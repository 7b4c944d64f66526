import type { ApiReply } from '../../../../docker/agent/agent-messages.ts';
import type { Agent } from '../../../../docker/agent/open-agent.ts';
import type { SendCall } from '../../../../toxiproxy/limited-http-client.ts';

/** Calls the API of a proxy in a container through the engine: no address there can be relied on from here. */
export function proxySender(agent: Pick<Agent, 'ask'>): SendCall {
  return async (url, { method, body }, signal) => {
    const path = /^\w+:\/\/[^/]+(\/.*)?$/u.exec(url)?.[1] ?? '/';
    const reply = await agent.ask({ ask: 'api', method, path, body }, signal);
    if (!isReply(reply)) throw new Error('the agent answered with something else');
    return reply;
  };
}

function isReply(value: unknown): value is ApiReply {
  return typeof value === 'object' && value !== null && 'status' in value && 'text' in value;
}
