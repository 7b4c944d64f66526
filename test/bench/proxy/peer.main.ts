/** The far end of the benchmark, in a process of its own. Prints its ports: `{"http":[…],"source":…,"sink":…}`. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createServer } from 'node:net';

const RESPONSE = Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: 1024\r\n\r\n${'x'.repeat(1024)}`);
const BLOCK = Buffer.alloc(256 * 1024, 'y');

/** One response for each read: the clients here never pipeline. */
const answer = (socket: Socket): void => void socket.on('data', () => socket.write(RESPONSE));

const pour = (socket: Socket): void => {
  const fill = (): void => {
    while (socket.writable && socket.write(BLOCK));
  };
  socket.on('drain', fill);
  fill();
};

/** Takes all, and says every 64 KiB how many units of that came: the sender measures what arrived, not what it buffered. */
const swallow = (socket: Socket): void => {
  let taken = 0;
  socket.on('data', (chunk: Buffer) => {
    const before = taken >> 16;
    taken += chunk.length;
    const units = (taken >> 16) - before;
    taken &= 0xffff;
    if (units > 0) socket.write(Buffer.alloc(units));
  });
};

async function listen(serve: (socket: Socket) => void): Promise<number> {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => undefined);
    serve(socket);
  }).listen({ host: '127.0.0.1', port: 0, backlog: 4096 });
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

// One for each lane: closed connections of one lane (TIME_WAIT) must not make the ports of another scarce.
const http = [await listen(answer), await listen(answer), await listen(answer)];
process.stdout.write(`${JSON.stringify({ http, source: await listen(pour), sink: await listen(swallow) })}\n`);
process.stdin.on('end', () => process.exit(0)).resume();
