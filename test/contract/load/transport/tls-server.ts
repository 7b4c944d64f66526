import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer, type TlsOptions, type TLSSocket } from 'node:tls';
import type { Script } from '../scripted-server.ts';
import { fixturePath } from './transport-bench.ts';

export const pem = (name: string): string => readFileSync(fixturePath(name), 'utf8');

export interface TlsServer {
  readonly port: number;
  readonly url: string;
  /** By connection: was its session resumed, what name and protocol did the client ask for, who was it? */
  readonly connections: { resumed: boolean; servername: string | false | null; alpn: string | false | null; client: string | null }[];
  close(): Promise<void>;
}

/** A server on loopback with `server.crt`, unless told otherwise, that answers requests without bodies as the script says. */
export async function tlsServer(script: Script, options: TlsOptions = {}, host = '127.0.0.1'): Promise<TlsServer> {
  const sockets = new Set<TLSSocket>();
  const connections: TlsServer['connections'] = [];
  const settings = { cert: pem('server.crt'), key: pem('server.key'), ALPNProtocols: ['http/1.1'], ...options };
  const server = createServer(settings, (socket) => {
    const client = socket.getPeerCertificate()?.subject?.CN;
    connections.push({
      resumed: socket.isSessionReused(),
      servername: socket.servername,
      alpn: socket.alpnProtocol,
      client: typeof client === 'string' ? client : null,
    });
    let index = 0;
    sockets.add(socket);
    // Node cannot reset what TLS runs on.
    Object.assign(socket, { resetAndDestroy: () => socket.destroy() });
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    socket.on('data', (bytes: Buffer) => {
      for (let heads = bytes.toString('latin1').split('\r\n\r\n').length - 1; heads > 0; heads--) script(socket, index, index++);
    });
  });
  server.on('tlsClientError', () => {});
  server.listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  };
  return { port, url: `https://localhost:${port}/x`, connections, close };
}
