import { setTimeout as sleep } from 'node:timers/promises';
import type { Socket } from 'node:net';
import { connect } from 'node:net';

const BLOCK = Buffer.alloc(256 * 1024, 'z');
const RAMP_MS = 300;

/** Bytes from the far end on `connections` connections; MB/s (10⁶). */
export async function download(port: number, connections: number, ms: number): Promise<number> {
  let bytes = 0;
  const sockets = Array.from({ length: connections }, () =>
    connect({ port, host: '127.0.0.1', onread: { buffer: Buffer.alloc(256 * 1024), callback: (read) => ((bytes += read), true) } }),
  );
  return rate(sockets, ms, () => bytes);
}

/** Bytes to the far end, as counted there. */
export async function upload(port: number, connections: number, ms: number): Promise<number> {
  let units = 0;
  const sockets = Array.from({ length: connections }, () => {
    const socket = connect({ port, host: '127.0.0.1' });
    const fill = (): void => {
      while (socket.writable && socket.write(BLOCK));
    };
    socket.on('connect', fill).on('drain', fill);
    socket.on('data', (chunk: Buffer) => (units += chunk.length));
    return socket;
  });
  return rate(sockets, ms, () => units * 65_536);
}

async function rate(sockets: readonly Socket[], ms: number, bytes: () => number): Promise<number> {
  for (const socket of sockets) socket.on('error', () => undefined);
  await sleep(RAMP_MS);
  const [from, began] = [bytes(), performance.now()];
  await sleep(ms);
  const result = (bytes() - from) / 1e3 / (performance.now() - began);
  for (const socket of sockets) socket.destroy();
  await sleep(100);
  return result;
}
