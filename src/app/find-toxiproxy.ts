import { EXIT, UserError } from '../errors/user-error.ts';
import { needsEmbedded } from '../faults/kinds/fault-kinds.ts';
import type { RunJournal } from '../journal/run-journal.ts';
import type { PlannedFaultProxy, RunPlan } from '../plan/run-plan.ts';
import { STACK_HOST } from '../stack/port-map.ts';
import { untilName } from '../toxiproxy/proxy-name.ts';
import { ToxiproxyCallError } from '../toxiproxy/toxiproxy-call-error.ts';
import { toxiproxyProxyRecord, toxiproxyProxyUndoer } from '../toxiproxy/toxiproxy-proxy-undoer.ts';
import { createToxiproxyServer } from '../toxiproxy/toxiproxy-server.ts';
import type { ToxiproxyServer } from '../toxiproxy/toxiproxy-server.ts';
import type { FaultProxyServer } from './fault-proxy-server.ts';
import type { RunSession } from './run-session.ts';

const UNDO_LIMIT_MS = 10_000;
const WATCH_MS = 1_000;
/** So many answers in a row must be missing: one may be a busy machine's. */
const MISSING = 3;

type ExternalProxy = Extract<PlannedFaultProxy, { readonly kind: 'external' }>;

/**
 * A Toxiproxy that stands already. A disabled proxy there says how long the run may live; each proxy of ours is journalled before it is made and deleted at the end; nothing else on it is
 * touched. Throws a UserError: 6 where it does not answer, 2 where it cannot do what the plan asks for. When it goes away the run ends.
 */
export async function findToxiproxy(
  session: RunSession,
  journal: RunJournal,
  { url, from }: ExternalProxy,
  expiresAt: string,
): Promise<FaultProxyServer> {
  const { run, cleanup } = session;
  const server = await reachToxiproxy(session, { url, from });
  // Whoever finds what we left there, on a machine that knows nothing of this run, must not take it for dead while it may live.
  const until = untilName(run, new Date(expiresAt));
  await beforeProxy(until);
  await server.createProxy({ name: until, listen: `${STACK_HOST}:0`, upstream: `${STACK_HOST}:1`, enabled: false }, session.stop.signal);
  return { server, host: listenHost(url), beforeProxy };

  async function beforeProxy(proxy: string): Promise<void> {
    const record = toxiproxyProxyRecord(run, { apiUrl: url, proxy }, expiresAt);
    await journal.record(record);
    cleanup.push(`the proxy ${proxy}`, async () => {
      await toxiproxyProxyUndoer.undo(record, AbortSignal.timeout(UNDO_LIMIT_MS));
      await journal.settle(record.id);
    });
  }
}

/** The server itself, which ends the run when it goes away. Throws as above. */
export async function reachToxiproxy(session: RunSession, { url, from }: Omit<ExternalProxy, 'kind'>): Promise<ToxiproxyServer> {
  const { plan, run, bus, stop, cleanup, toolVersion } = session;
  const server = createToxiproxyServer({ apiUrl: url, run, userAgent: `shakedown/${toolVersion}` });
  const version = await versionOf(server, from, stop.signal);
  requireOurs(plan, url, version);
  bus.emit({ type: 'toxiproxy-found', apiUrl: url, version, from });
  cleanup.push('the watch over the Toxiproxy', watch(server, session));
  return server;
}

async function versionOf(server: ToxiproxyServer, from: ExternalProxy['from'], signal: AbortSignal): Promise<string> {
  try {
    return await server.version(signal);
  } catch (error) {
    if (!(error instanceof ToxiproxyCallError)) throw error;
    throw new UserError(`the Toxiproxy at ${server.apiUrl} (${from}) cannot be used: ${error.message}`, {
      exitCode: EXIT.unreachable,
      where: server.apiUrl,
      try: `start it there, or take the address away (${from}): the embedded fault proxy needs nothing installed`,
      cause: error,
    });
  }
}

/** The real one knows nothing of our own toxics; `shakedown proxy` says who it is in its version. */
function requireOurs({ faults }: RunPlan, url: string, version: string): void {
  if (version.includes('shakedown')) return;
  const fault = faults.find(({ settings }) => needsEmbedded(settings));
  if (fault === undefined) return;
  const { settings } = fault;
  const what = 'clients' in settings && settings.clients !== undefined ? `${settings.type} for some clients` : settings.type;
  throw new UserError(`${what} is a fault of Shakedown’s own proxy: the Toxiproxy ${version} at ${url} does not know it`, {
    exitCode: EXIT.usage,
    where: `fault ${fault.id}`,
    try: 'let the run use its embedded fault proxy, or a server started with `shakedown proxy`',
  });
}

/** Returns what ends the watch. */
function watch(server: ToxiproxyServer, { bus, stop }: RunSession): () => Promise<void> {
  const ended = new AbortController();
  let missing = 0;
  let asking = false;
  const timer = setInterval(() => {
    if (asking) return;
    asking = true;
    server
      .version(ended.signal)
      .then(
        () => (missing = 0),
        (error: unknown) => {
          missing += 1;
          if (missing !== MISSING || ended.signal.aborted) return;
          const reason = `the Toxiproxy at ${server.apiUrl} does not answer any more: ${error instanceof Error ? error.message : String(error)}`;
          bus.emit({ type: 'proxy-lost', apiUrl: server.apiUrl, reason });
          stop.stop({ kind: 'component-lost', component: 'proxy', message: reason });
        },
      )
      .finally(() => (asking = false));
  }, WATCH_MS);
  return async () => {
    clearInterval(timer);
    ended.abort();
  };
}

/** The API's own; an API that listens everywhere, or on this machine by name, gets proxies on loopback. */
function listenHost(url: string): string {
  const host = new URL(url).hostname;
  return host === 'localhost' || host === '0.0.0.0' ? STACK_HOST : host;
}
