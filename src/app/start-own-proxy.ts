import type { RunJournal } from '../journal/run-journal.ts';
import { proxyProcessRecord } from '../proxy/proxy-process-undoer.ts';
import { resetWords } from '../proxy/last-words.ts';
import { startEmbeddedProxy } from '../proxy/start-embedded-proxy.ts';
import { deriveSeed } from '../random/derive-seed.ts';
import { STACK_HOST } from '../stack/port-map.ts';
import { createToxiproxyServer } from '../toxiproxy/toxiproxy-server.ts';
import { entryFile } from './entry-file.ts';
import type { FaultProxyServer } from './fault-proxy-server.ts';
import type { RunSession } from './run-session.ts';

/** Beyond its drain. */
const STOP_GRACE_MS = 7_000;

/**
 * Starts the embedded server, leashed to us and journalled; its proxies go with it. When it dies before its time the run ends: nobody
 * knows what the faults on it did.
 */
export async function startOwnProxy(session: RunSession, journal: RunJournal, expiresAt: string): Promise<FaultProxyServer> {
  const { plan, run, bus, stop, cleanup, folder, toolVersion } = session;
  const { drainMs } = plan.experiment;
  const proxy = await startEmbeddedProxy({
    entry: entryFile(import.meta.url, './proxy.main'),
    run,
    seed: deriveSeed(plan.seed, 'proxy'),
    drainMs,
    logPath: `${folder.logFolder}/proxy.log`,
    signal: stop.signal,
  });
  cleanup.push('the fault proxy', async () => {
    const reset = await proxy.stop(AbortSignal.timeout(drainMs + STOP_GRACE_MS));
    if (reset > 0) bus.emit({ type: 'warning-raised', message: resetWords('the fault proxy', reset, drainMs) });
    await journal.settle('proxy');
  });
  await journal.record(proxyProcessRecord(run, proxy, expiresAt));
  bus.emit({ type: 'proxy-started', apiUrl: proxy.apiUrl, pid: proxy.pid });
  proxy.onExit((end) => {
    if (end.expected) return;
    const reason = `the fault proxy (pid ${proxy.pid}) died: ${end.signal ?? `exit code ${end.code}`}`;
    bus.emit({ type: 'proxy-lost', apiUrl: proxy.apiUrl, reason });
    stop.stop({ kind: 'component-lost', component: 'proxy', message: reason });
  });
  const server = createToxiproxyServer({ apiUrl: proxy.apiUrl, run, userAgent: `shakedown/${toolVersion}` });
  return { server, host: STACK_HOST, beforeProxy: async () => {} };
}
