import { readFile } from 'node:fs/promises';
import { EXIT, UserError } from '../errors/user-error.ts';
import { LimitedHttpClient } from '../toxiproxy/limited-http-client.ts';
import { ToxiproxyCallError } from '../toxiproxy/toxiproxy-call-error.ts';
import type { ProxyState } from '../toxiproxy/toxiproxy-server.ts';

const LIMIT_MS = 30_000;

/** Makes the proxies of a config file on a server, and returns them. Throws a UserError (exit 2) for a file that the server does not take. */
export async function populateProxies(apiUrl: string, path: string): Promise<readonly ProxyState[]> {
  const config = await readConfig(path);
  const client = new LimitedHttpClient({
    timeoutMs: LIMIT_MS,
    signal: new AbortController().signal,
    headers: { 'user-agent': 'shakedown' },
  });
  try {
    const { data } = await client.post<{ readonly proxies: readonly ProxyState[] }>(`${apiUrl}/populate`, config);
    return data.proxies;
  } catch (error) {
    if (!(error instanceof ToxiproxyCallError)) throw error;
    throw new UserError(`the proxies of ${path} could not be made: ${error.message}`, { exitCode: EXIT.usage, where: path, cause: error });
  }
}

async function readConfig(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const message = `the config file cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    throw new UserError(message, { exitCode: EXIT.usage, where: path, cause: error });
  });
  try {
    const config: unknown = JSON.parse(text);
    return config;
  } catch (error) {
    throw new UserError(`the config file is not JSON: ${error instanceof Error ? error.message : String(error)}`, {
      exitCode: EXIT.usage,
      where: path,
      try: 'write an array such as [{"name": "db", "listen": "127.0.0.1:15432", "upstream": "127.0.0.1:5432"}]',
      cause: error,
    });
  }
}
