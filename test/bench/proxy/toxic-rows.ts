import { readFile } from 'node:fs/promises';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lane } from './lanes.ts';

const REQUEST = Buffer.from('GET / HTTP/1.1\r\nhost: bench\r\n\r\n');

/** 1,000 requests a second of 1 KB on 200 connections; each one's time from its sending, ms. */
export async function openLoop(port: number, ms: number): Promise<number[]> {
  const times: number[] = [];
  const idle: (() => void)[] = [];
  const sockets = await Promise.all(
    Array.from({ length: 200 }, async () => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      await once(socket, 'connect');
      let began = 0;
      let received = 0;
      const send = (): void => {
        began = performance.now();
        socket.write(REQUEST);
      };
      socket.on('data', (chunk: Buffer) => {
        received += chunk.length;
        if (received < 1_024) return;
        received = 0;
        times.push(performance.now() - began);
        idle.push(send);
      });
      idle.push(send);
      return socket;
    }),
  );
  const began = performance.now();
  let sent = 0;
  while (performance.now() - began < ms) {
    for (const due = performance.now() - began; sent < due; sent++) idle.shift()?.();
    await sleep(1);
  }
  await sleep(300);
  for (const socket of sockets) socket.destroy();
  return times;
}

/** KB/s that come through in the longer of 5 s and 1 MB. */
export async function throttledRate(port: number): Promise<number> {
  let bytes = 0;
  let first = 0;
  const socket = connect({
    port,
    host: '127.0.0.1',
    onread: {
      buffer: Buffer.alloc(256 * 1024),
      callback: (read) => {
        if (bytes === 0) first = performance.now();
        bytes += read;
        return true;
      },
    },
  });
  socket.on('error', () => undefined);
  while (bytes < 1) await sleep(1);
  const began = bytes;
  await sleep(5_000);
  while (bytes < 1_000_000) await sleep(10);
  const result = (bytes - began) / (performance.now() - first);
  socket.destroy();
  return result;
}

/** How much the server's memory grew, MB, while 1,000 connections that a timeout toxic stalls had data pushed into them. */
export async function stalledMemory(lane: Lane): Promise<number> {
  if (lane.proxies === null || lane.pid === null) return 0;
  const { api, sink } = lane.proxies;
  await api.addToxic(sink, { name: 'stall', type: 'timeout', stream: 'upstream' });
  const before = await residentMb(lane.pid);
  const block = Buffer.alloc(64 * 1024);
  const sockets = await Promise.all(
    Array.from({ length: 1_000 }, async () => {
      const socket = connect({ port: sink.port, host: '127.0.0.1' });
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      return socket;
    }),
  );
  for (let round = 0; round < 20; round++) {
    for (const socket of sockets) if (socket.writableLength < 1_000_000) socket.write(block);
    await sleep(100);
  }
  const after = await residentMb(lane.pid);
  for (const socket of sockets) socket.destroy();
  await api.removeToxic(sink, 'stall');
  return after - before;
}

async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024;
}
