import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { STACK_HOST } from './port-map.ts';

const LOWEST = 20_000;
const HIGHEST = 32_000;
const ATTEMPTS = 50;

/**
 * A port that nobody listens on, below the range from which the kernel takes the local ports of outgoing connections. A port inside
 * that range is not safe for a service that a fault ends for a while: the load's own connections might get it meanwhile, and a
 * connect to it from itself even succeeds (TCP simultaneous open).
 */
export async function freePort(not: ReadonlySet<number>): Promise<number> {
  const highest = Math.min(HIGHEST, (await ephemeralFrom()) - 1);
  for (let attempt = 0; attempt < ATTEMPTS && highest > LOWEST; attempt += 1) {
    const port = randomInt(LOWEST, highest + 1);
    if (!not.has(port) && (await isFree(port))) return port;
  }
  return listenOnce(0);
}

export async function isFree(port: number): Promise<boolean> {
  try {
    await listenOnce(port);
    return true;
  } catch {
    return false;
  }
}

async function ephemeralFrom(): Promise<number> {
  const range = await readFile('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').catch(() => '49152 65535');
  return Number.parseInt(range, 10);
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host: STACK_HOST, port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port));
    });
  });
}
