import type { RunJournal } from '../journal/run-journal.ts';
import { STACK_HOST } from '../stack/port-map.ts';
import type { PortMap } from '../stack/port-map.ts';
import type { EdgeRoute } from '../stack/running-stack.ts';
import { proxyName } from '../toxiproxy/proxy-name.ts';
import type { FaultProxyServer } from './fault-proxy-server.ts';
import { findToxiproxy } from './find-toxiproxy.ts';
import type { RunSession } from './run-session.ts';
import { startOwnProxy } from './start-own-proxy.ts';

/** Beyond the longest run. */
const EXPIRY_SLACK_MS = 60_000;

/** Puts a proxy in front of every server of every edge that a fault needs, on the server that the plan chose. */
export async function routeEdges(session: RunSession, journal: RunJournal, ports: PortMap): Promise<readonly EdgeRoute[]> {
  const { plan, run, bus, stop } = session;
  if (plan.faultProxy === null) return [];
  const { server, host, beforeProxy } = await faultProxyServer(session, journal);

  const routes: EdgeRoute[] = [];
  for (const edge of plan.edges) {
    for (const { instance, port } of edge.to) {
      const upstream = { host: STACK_HOST, port: portOf(ports, instance, port) };
      const name = proxyName(run, edge.name, instance);
      await beforeProxy(name);
      const created = await server.createProxy({ name, listen: `${host}:0`, upstream: `${upstream.host}:${upstream.port}` }, stop.signal);
      const listen = { host: host.replace(/^\[|\]$/gu, ''), port: Number(created.listen.slice(created.listen.lastIndexOf(':') + 1)) };
      routes.push({ edge: edge.name, instance, proxy: name, apiUrl: server.apiUrl, listen, upstream });
      bus.emit({ type: 'edge-routed', edge: edge.name, instance, listen: created.listen, upstream: created.upstream });
    }
  }
  return routes;
}

function faultProxyServer(session: RunSession, journal: RunJournal): Promise<FaultProxyServer> {
  const { plan, clock } = session;
  const expiresAt = new Date(clock.wallClock().getTime() + plan.experiment.safety.maxDurationMs + EXPIRY_SLACK_MS).toISOString();
  return plan.faultProxy?.kind === 'external'
    ? findToxiproxy(session, journal, plan.faultProxy, expiresAt)
    : startOwnProxy(session, journal, expiresAt);
}

function portOf(ports: PortMap, instance: string, name: string): number {
  const port = ports.get(instance)?.[name];
  if (port === undefined) throw new Error(`the plan has an edge to ${instance}:${name}, which has no such port`);
  return port;
}
