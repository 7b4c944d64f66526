import type { RunJournal } from '../journal/run-journal.ts';
import { startEmbeddedProxy } from '../proxy/start-embedded-proxy.ts';
import { proxyProcessRecord } from '../proxy/proxy-process-undoer.ts';
import { deriveSeed } from '../random/derive-seed.ts';
import { STACK_HOST } from '../stack/port-map.ts';
import type { PortMap } from '../stack/port-map.ts';
import type { EdgeRoute } from '../stack/running-stack.ts';
import { createToxiproxyServer } from '../toxiproxy/toxiproxy-server.ts';
import { proxyName } from '../toxiproxy/proxy-name.ts';
import { entryFile } from './entry-file.ts';
import type { RunSession } from './run-session.ts';

const STOP_LIMIT_MS = 12_000;
/** Beyond the longest run. */
const EXPIRY_SLACK_MS = 60_000;

/**
 * Puts a proxy in front of every server of every edge that a fault needs: the embedded server is started where there is such an edge,
 * leashed to us and journalled. When it dies before its time the run ends: nobody knows what the faults on it did.
 */
export async function routeEdges(session: RunSession, journal: RunJournal, ports: PortMap): Promise<readonly EdgeRoute[]> {
  const { plan, run, bus, stop, cleanup, clock, folder } = session;
  if (plan.edges.length === 0) return [];
  const proxy = await startEmbeddedProxy({
    entry: entryFile(import.meta.url, './proxy.main'),
    run,
    seed: deriveSeed(plan.seed, 'proxy'),
    logPath: `${folder.logFolder}/proxy.log`,
    signal: stop.signal,
  });
  const expiresAt = new Date(clock.wallClock().getTime() + plan.experiment.safety.maxDurationMs + EXPIRY_SLACK_MS);
  cleanup.push('the fault proxy', async () => {
    await proxy.stop(AbortSignal.timeout(STOP_LIMIT_MS));
    await journal.settle('proxy');
  });
  await journal.record(proxyProcessRecord(run, proxy, expiresAt.toISOString()));
  bus.emit({ type: 'proxy-started', apiUrl: proxy.apiUrl, pid: proxy.pid });
  proxy.onExit((end) => {
    if (end.expected) return;
    const reason = `the fault proxy (pid ${proxy.pid}) died: ${end.signal ?? `exit code ${end.code}`}`;
    bus.emit({ type: 'proxy-lost', apiUrl: proxy.apiUrl, reason });
    stop.stop({ kind: 'component-lost', component: 'proxy', message: reason });
  });
  const server = createToxiproxyServer({ apiUrl: proxy.apiUrl, run, userAgent: `shakedown/${session.toolVersion}` });

  const routes: EdgeRoute[] = [];
  for (const edge of plan.edges) {
    for (const { instance, port } of edge.to) {
      const upstream = { host: STACK_HOST, port: portOf(ports, instance, port) };
      const name = proxyName(run, edge.name, instance);
      const created = await server.createProxy(
        { name, listen: `${STACK_HOST}:0`, upstream: `${upstream.host}:${upstream.port}` },
        stop.signal,
      );
      const listen = { host: STACK_HOST, port: Number(created.listen.slice(created.listen.lastIndexOf(':') + 1)) };
      routes.push({ edge: edge.name, instance, proxy: name, apiUrl: proxy.apiUrl, listen, upstream });
      bus.emit({ type: 'edge-routed', edge: edge.name, instance, listen: created.listen, upstream: created.upstream });
    }
  }
  return routes;
}

function portOf(ports: PortMap, instance: string, name: string): number {
  const port = ports.get(instance)?.[name];
  if (port === undefined) throw new Error(`the plan has an edge to ${instance}:${name}, which has no such port`);
  return port;
}
