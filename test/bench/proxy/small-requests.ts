import { once } from 'node:events';
import { connect } from 'node:net';

const REQUEST = Buffer.from('GET / HTTP/1.1\r\nhost: bench\r\n\r\n');
const RESPONSE_BYTES = 1_024 + 'HTTP/1.1 200 OK\r\ncontent-length: 1024\r\n\r\n'.length;

/** Requests one after the other on one connection; each one's time in µs. */
export async function smallRequests(port: number, count: number): Promise<number[]> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  const times: number[] = [];
  await new Promise<void>((resolve, reject) => {
    let received = 0;
    let began = 0n;
    const send = (): void => {
      began = process.hrtime.bigint();
      socket.write(REQUEST);
    };
    socket.on('error', reject);
    socket.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received < RESPONSE_BYTES) return;
      received = 0;
      times.push(Number(process.hrtime.bigint() - began) / 1e3);
      if (times.length === count) resolve();
      else send();
    });
    send();
  });
  socket.destroy();
  return times;
}

/** Connect, one request, close, `concurrency` at a time for `ms`; how many a second. */
export async function connectionRate(port: number, concurrency: number, ms: number): Promise<number> {
  const until = performance.now() + ms;
  const began = performance.now();
  let done = 0;
  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => socket.write(REQUEST));
      let received = 0;
      socket.on('error', reject);
      socket.on('data', (chunk: Buffer) => {
        received += chunk.length;
        if (received >= RESPONSE_BYTES) socket.end();
      });
      socket.on('close', () => resolve());
    });
  const worker = async (): Promise<void> => {
    while (performance.now() < until) {
      await one();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return (done * 1_000) / (performance.now() - began);
}
