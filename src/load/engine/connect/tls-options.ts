import { createSecureContext, type ConnectionOptions } from 'node:tls';
import type { TlsTarget } from '../worker-messages.ts';

/**
 * What all connections to one target share; the context above all: without it each would parse the root certificates again.
 *
 * @throws what OpenSSL says of a certificate, key or passphrase that it cannot use
 */
export function tlsOptions(tls: TlsTarget, protocol: 'http/1.1' | 'h2'): ConnectionOptions {
  const { ca, cert, key, passphrase, servername, rejectUnauthorized } = tls;
  const secureContext = createSecureContext({
    ...(ca === null ? {} : { ca }),
    ...(cert === null ? {} : { cert }),
    ...(key === null ? {} : { key }),
    ...(passphrase === null ? {} : { passphrase }),
  });
  return { secureContext, rejectUnauthorized, ALPNProtocols: [protocol], ...(servername === null ? {} : { servername }) };
}
