import { once } from 'node:events';
import { copyFile } from 'node:fs/promises';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/tls/${name}`, import.meta.url));

/** A TLS door before an engine's socket, as `dockerd --tlsverify` has one: whoever shows no certificate of its authority stays outside. */
export async function engineOverTls(socketPath: string): Promise<{ readonly url: string; close(): void }> {
  const [key, cert, ca] = ['server.key', 'server.crt', 'ca.crt'].map((name) => readFileSync(fixture(name)));
  const server = createServer({ ...(key && { key }), ...(cert && { cert }), ...(ca && { ca }), requestCert: true }, (client) => {
    const engine = connect({ path: socketPath, allowHalfOpen: true });
    client.allowHalfOpen = true;
    client.on('error', () => engine.destroy());
    engine.on('error', () => client.destroy());
    client.pipe(engine);
    engine.pipe(client);
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `tcp://127.0.0.1:${port}`, close: () => void server.close() };
}

/** A client's folder as `DOCKER_CERT_PATH` names it: ca.pem, cert.pem, key.pem. */
export async function writeClientCertificates(folder: string, name: 'client' | 'localhost'): Promise<void> {
  await copyFile(fixture('ca.crt'), join(folder, 'ca.pem'));
  await copyFile(fixture(`${name}.crt`), join(folder, 'cert.pem'));
  await copyFile(fixture(`${name}.key`), join(folder, 'key.pem'));
}
