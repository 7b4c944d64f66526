import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What is written in C, compiled by the `cc` that is found. */
export interface CompiledTools {
  readonly server: string;
  readonly sender: string;
  readonly client: string;
  /** `server` with TLS; `null` where OpenSSL's headers are missing. */
  readonly tlsServer: string | null;
}

/** Throws where there is no C compiler (`CC`, or `cc`): a server in Node would be the limit in every closed round. */
export function compiledTools(folder: string): CompiledTools {
  const compile = (source: string, name: string, flags: readonly string[] = []): string | null => {
    const path = join(folder, name);
    const file = fileURLToPath(new URL(`./${source}`, import.meta.url));
    return spawnSync(process.env['CC'] ?? 'cc', ['-O2', file, '-o', path, ...flags]).status === 0 ? path : null;
  };
  const server = compile('server.c', 'server');
  const sender = compile('sender.c', 'sender');
  const client = compile('client.c', 'client');
  if (server === null || sender === null || client === null)
    throw new Error('the load benchmark needs a C compiler (cc) on Linux 5.11 or later');
  return { server, sender, client, tlsServer: compile('server.c', 'tls-server', ['-DWITH_TLS', '-lssl', '-lcrypto']) };
}
