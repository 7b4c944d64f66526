import { once } from 'node:events';
import type { Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

/** A server on loopback whose open sockets can be counted and cut. */
export interface TcpPeer {
  readonly port: number;
  readonly sockets: Set<Socket>;
  close(): Promise<void>;
}

/** Serves each connection with `serve`; half-open connections stay half-open. */
export async function startTcpServer(serve: (socket: Socket) => void): Promise<TcpPeer> {
  const sockets = new Set<Socket>();
  const server: Server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    serve(socket);
  }).listen(0, '127.0.0.1', 4096);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    sockets,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

export const startEchoServer = (): Promise<TcpPeer> => startTcpServer((socket) => void socket.pipe(socket));

export async function connectTo(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
  await once(socket, 'connect');
  socket.on('error', () => undefined);
  return socket;
}

/** Resolves with exactly `length` bytes; rejects when the stream ends before. */
export async function readBytes(socket: Socket, length: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let read = 0;
  await new Promise<void>((resolve, reject) => {
    const onData = (chunk: Buffer): void => {
      parts.push(chunk);
      read += chunk.length;
      if (read >= length) done();
    };
    const onClose = (): void => done(new Error(`closed after ${read} of ${length} bytes`));
    const done = (error?: Error): void => {
      socket.off('data', onData).off('close', onClose).off('end', onClose);
      if (error === undefined) resolve();
      else reject(error);
    };
    socket.on('data', onData).on('close', onClose).on('end', onClose);
  });
  return Buffer.concat(parts);
}

/** Sends `text` and waits for as many bytes; how long that took, ms. */
export async function echoMs(socket: Socket, text: string): Promise<number> {
  const began = performance.now();
  socket.write(text);
  const back = await readBytes(socket, Buffer.byteLength(text));
  if (back.toString() !== text) throw new Error(`echo of ${text}: ${back.toString()}`);
  return performance.now() - began;
}

export type SocketEnd = 'end' | 'reset' | 'timeout';

/** How the other side ended the connection, waited for up to `ms`. */
export async function endOf(socket: Socket, ms: number): Promise<SocketEnd> {
  socket.resume();
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve('timeout'), ms);
    const settle = (how: SocketEnd): void => {
      clearTimeout(timer);
      resolve(how);
    };
    if (socket.destroyed || socket.readableEnded) settle('end');
    socket.on('end', () => settle('end'));
    socket.on('error', (error: NodeJS.ErrnoException) => settle(error.code === 'ECONNRESET' || error.code === 'EPIPE' ? 'reset' : 'end'));
    socket.on('close', () => settle('end'));
  });
}
