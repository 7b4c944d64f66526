import { EXIT, UserError } from '../../../errors/user-error.ts';
import { ToxiproxyCallError } from '../../../toxiproxy/toxiproxy-call-error.ts';
import type { ToxiproxyServer } from '../../../toxiproxy/toxiproxy-server.ts';
import type { ProxyUndo } from './toxiproxy-undo-data.ts';

/**
 * Takes the toxics off and enables the proxies again; goes on after a failure and throws the first at the end. A server that is gone
 * took its toxics with it. One that does not answer gets its proxy disabled: the edge is then cut, and no longer poisoned in secret.
 */
export async function undoToxics(server: ToxiproxyServer, proxies: readonly ProxyUndo[], signal: AbortSignal): Promise<void> {
  const failures: unknown[] = [];
  for (const each of proxies) {
    try {
      await undoProxy(server, each, signal);
    } catch (error) {
      if (error instanceof ToxiproxyCallError && error.failure === 'gone') return;
      failures.push(await explain(server, each, error, signal));
    }
  }
  if (failures.length > 0) throw failures[0];
}

async function undoProxy(server: ToxiproxyServer, { proxy, toxics, enable }: ProxyUndo, signal: AbortSignal): Promise<void> {
  for (const toxic of toxics) await onceMore(() => server.removeToxic(proxy, toxic, signal));
  if (enable) await onceMore(() => server.setEnabled(proxy, true, signal));
}

/** A connection that broke in the middle may have been an idle one that the server closed just then. */
async function onceMore<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof ToxiproxyCallError && error.failure === 'lost') return call();
    throw error;
  }
}

async function explain(server: ToxiproxyServer, { proxy }: ProxyUndo, error: unknown, signal: AbortSignal): Promise<unknown> {
  if (!(error instanceof ToxiproxyCallError) || error.failure !== 'wedged') return error;
  const disabled = await server.setEnabled(proxy, false, signal).then(
    () => 'the proxy was disabled instead',
    () => 'nor did it say whether it disabled the proxy instead',
  );
  return new UserError(`the Toxiproxy at ${server.apiUrl} does not answer: its toxics may still be on; ${disabled}`, {
    exitCode: EXIT.undoIncomplete,
    where: `${server.apiUrl}/proxies/${proxy}`,
    try: 'restart that Toxiproxy: its toxics live in its memory only',
    cause: error,
  });
}
