import type { Server } from 'node:net';
import type { Address } from './address.ts';
import { formatAddress, resolveListenHost } from './address.ts';
import { ApiError } from './api-error.ts';

/** Opens the port. Returns the address that it got; throws an ApiError (500) with the reason when it did not. */
export async function listenOn(server: Server, listen: string, address: Address): Promise<string> {
  try {
    const host = await resolveListenHost(address.host);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port: address.port, backlog: 4096 }, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (error) {
    throw new ApiError(500, `listen tcp ${listen}: ${error instanceof Error ? error.message : String(error)}`);
  }
  // Accepting may fail (no file descriptors left): the server goes on.
  server.on('error', () => undefined);
  const bound = server.address();
  return bound === null || typeof bound === 'string' ? listen : formatAddress(bound.address, bound.port);
}
