import { once } from 'node:events';
import { createServer } from 'node:http';

/** An HTTP server on loopback that answers everything with 200. */
export async function startHttpUpstream(): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = createServer((_, response) => response.end('fine')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
