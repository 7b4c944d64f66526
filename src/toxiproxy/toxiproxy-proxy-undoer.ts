import { EXIT, UserError } from '../errors/user-error.ts';
import type { Json, Undoer, UndoRecord } from '../journal/undo-record.ts';
import { ToxiproxyCallError } from './toxiproxy-call-error.ts';
import { createToxiproxyServer } from './toxiproxy-server.ts';

const TOXIPROXY_PROXY_DRIVER = 'toxiproxy-proxy';

/** The record under which a run journals a proxy that it makes on a server which is not its own. Written before the proxy is made. */
export function toxiproxyProxyRecord(run: string, { apiUrl, proxy }: ProxyOnServer, expiresAt: string): UndoRecord {
  return {
    v: 1,
    id: `toxiproxy-proxy:${proxy}`,
    run,
    fault: null,
    driver: TOXIPROXY_PROXY_DRIVER,
    driverVersion: 1,
    describe: `delete the proxy ${proxy} on the Toxiproxy at ${apiUrl}`,
    manual: [`curl -X DELETE ${apiUrl}/proxies/${proxy}`],
    expiresAt,
    data: { apiUrl, proxy },
  };
}

export interface ProxyOnServer {
  readonly apiUrl: string;
  readonly proxy: string;
}

/** Deletes it, with the toxics that are on it. One that is not there is undone; so is one of a server that is gone: it kept it in memory. */
export const toxiproxyProxyUndoer: Undoer = {
  id: TOXIPROXY_PROXY_DRIVER,
  async undo(record, signal) {
    const { apiUrl, proxy } = parse(record.data);
    const server = createToxiproxyServer({ apiUrl, run: record.run });
    try {
      await server.deleteProxy(proxy, signal).catch((error: unknown) => {
        // An idle connection that the server closed just then: once more, on a new one.
        if (error instanceof ToxiproxyCallError && error.failure === 'lost') return server.deleteProxy(proxy, signal);
        throw error;
      });
    } catch (error) {
      if (!(error instanceof ToxiproxyCallError)) throw error;
      if (error.failure === 'gone') return;
      throw new UserError(`the proxy ${proxy} could not be deleted: ${error.message}`, {
        exitCode: EXIT.undoIncomplete,
        where: `${apiUrl}/proxies/${proxy}`,
        try: 'restart that Toxiproxy: its proxies live in its memory only',
        cause: error,
      });
    }
  },
};

function parse(data: Json): ProxyOnServer {
  if (typeof data === 'object' && data !== null && 'apiUrl' in data && 'proxy' in data) {
    const { apiUrl, proxy } = data;
    if (typeof apiUrl === 'string' && typeof proxy === 'string') return { apiUrl, proxy };
  }
  throw new UserError('the journal holds a toxiproxy-proxy record of another shape', { exitCode: EXIT.undoIncomplete });
}
