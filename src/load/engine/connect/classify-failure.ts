import type { Outcome } from '../../load-driver.ts';

/** How far a connection had come when it was lost. */
export type ConnectionStage = 'connecting' | 'handshaking' | 'no-byte-yet' | 'mid-response';

/** Errors of our own machine, of which the system under test knows nothing: no descriptors, no ports, no buffers. */
const OURS = new Set(['EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'ENOBUFS', 'ENOMEM']);

/**
 * The outcome of a request whose connection was lost.
 *
 * @param code the error's code; `null` when the peer closed in an orderly way
 * @param reused it had answered another request before
 */
export function classifyFailure(stage: ConnectionStage, code: string | null, reused: boolean): Outcome {
  switch (stage) {
    case 'connecting':
      return classifyConnectError(code);
    case 'handshaking':
      return 'connect-tls';
    case 'no-byte-yet':
      if (reused) return 'stale';
      // With TLS 1.3 a server tells that it refuses our certificate only after we think the handshake done.
      return isTlsAlert(code) ? 'connect-tls' : 'connect-reset';
    case 'mid-response':
      return code === null ? 'malformed' : 'connect-reset';
    default:
      return stage satisfies never;
  }
}

function isTlsAlert(code: string | null): boolean {
  return code !== null && /^ERR_SSL_.*ALERT/.test(code);
}

function classifyConnectError(code: string | null): Outcome {
  if (code === null || code === 'ECONNRESET' || code === 'EPIPE' || code === 'ECONNABORTED') return 'connect-reset';
  if (code === 'ETIMEDOUT') return 'connect-timeout';
  if (code === 'ENOTFOUND' || code === 'ENODATA' || code.startsWith('EAI_')) return 'connect-dns';
  // A limit of ours is neither the system's failure nor its success.
  return OURS.has(code) ? 'dropped' : 'connect-refused';
}
