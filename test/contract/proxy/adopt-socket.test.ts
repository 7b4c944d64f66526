import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { adoptSocket } from '../../../src/proxy/adopt-socket.ts';
import { connectTo, readBytes } from './tcp-peers.ts';

it('an accepted socket can be made to read into our buffers: without it the proxy works at half its speed', async () => {
  const buffer = Buffer.alloc(64);
  const views: string[] = [];
  const adopted: Socket[] = [];
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (accepted) => {
    const socket = adoptSocket(accepted, {
      buffer,
      callback: (length) => {
        views.push(buffer.toString('latin1', 0, length));
        socket?.write('answer');
        return true;
      },
    });
    if (socket === null) return;
    adopted.push(socket);
    socket.on('end', () => socket.end());
    socket.resume();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address: AddressInfo = JSON.parse(JSON.stringify(server.address()));
  const client = await connectTo(address.port);
  client.write('question');
  expect((await readBytes(client, 6)).toString()).toBe('answer');
  expect(views).toEqual(['question']);
  const ended = once(client, 'end');
  client.end();
  await ended;
  expect(adopted).toHaveLength(1);
  server.close();
});
