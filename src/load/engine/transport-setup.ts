import { readFile } from 'node:fs/promises';
import { EXIT, UserError } from '../../errors/user-error.ts';
import type { PortTable } from '../load-driver.ts';
import type { TlsSpec, TransportSpec } from '../../manifest/transport-spec.ts';
import { tlsOptions } from './connect/tls-options.ts';
import { DEFAULT_RESPONSE_LIMITS } from './http1/limits.ts';
import { basicAuth } from './request-bytes.ts';
import { requestUrl, type RequestUrl } from '../../manifest/request-url.ts';
import { resolveTarget, targetOf } from './resolve-target.ts';
import type { ProxySetup, TlsTarget, TransportSetup } from './worker-messages.ts';

const DNS_TTL_MS = 30_000;

/**
 * Everything a worker needs to reach the origin of `url`: files read, names resolved.
 *
 * @param where of the load entry, for messages
 * @param moved ports that may get other numbers while the load runs
 * @throws UserError for a file that cannot be read or used, or a name that does not resolve
 */
export async function transportSetup(
  spec: TransportSpec,
  url: RequestUrl,
  maxConnections: number,
  where: string,
  moved: PortTable | null = null,
): Promise<TransportSetup> {
  const tls = await tlsTarget(spec.tls, where);
  const plain = targetOf(url, tls);
  const target = { ...plain, movedPorts: moved?.host === plain.host ? moved.table : null };
  // A redirect may lead from plain HTTP to https.
  if (target.tls !== null || spec.redirects > 0) checkTls(tls, where);
  return {
    // Behind a proxy it is the proxy that resolves the name.
    target: spec.proxy === null ? await resolveTarget(target) : target,
    tls,
    maxConnections,
    http: spec.http,
    proxy: spec.proxy === null ? null : await proxySetup(spec.proxy, tls, where),
    decompress: spec.decompress,
    maxRedirects: spec.redirects,
    namedHosts: [url.url.hostname],
    connectTimeoutUs: microseconds(spec.timeouts.connectMs),
    firstByteTimeoutUs: microseconds(spec.timeouts.firstByteMs),
    limits: spec.maxBodyBytes === null ? DEFAULT_RESPONSE_LIMITS : { ...DEFAULT_RESPONSE_LIMITS, maxBodyBytes: spec.maxBodyBytes },
    dnsTtlMs: DNS_TTL_MS,
  };
}

async function proxySetup(text: string, tls: TlsTarget, where: string): Promise<ProxySetup> {
  const proxy = requestUrl(text);
  if (proxy === null || !/^https?:$/.test(proxy.url.protocol)) {
    throw new UserError(`"${text}" is not a proxy's URL`, { exitCode: EXIT.usage, where, try: 'Write it in full: http://127.0.0.1:3128' });
  }
  const target = targetOf(proxy, { ...tls, servername: null, cert: null, key: null });
  return { target: await resolveTarget(target), authorization: proxy.url.username === '' ? null : basicAuth(proxy.url) };
}

async function tlsTarget(spec: TlsSpec, where: string): Promise<TlsTarget> {
  const [ca, cert, key] = await Promise.all([spec.caFile, spec.certFile, spec.keyFile].map((file) => pem(file, where)));
  return {
    servername: spec.serverName,
    rejectUnauthorized: !spec.insecure,
    ca: ca ?? null,
    cert: cert ?? null,
    key: key ?? null,
    passphrase: spec.passphrase,
  };
}

async function pem(file: string | null, where: string): Promise<string | null> {
  if (file === null) return null;
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new UserError(`cannot read ${file}`, {
      exitCode: EXIT.usage,
      where,
      try: 'Check the path; it starts at the manifest’s folder.',
      cause,
    });
  }
}

/** Before the run, since in it every connection would fail alike. */
function checkTls(tls: TlsTarget, where: string): void {
  try {
    tlsOptions(tls, 'http/1.1');
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`cannot use the TLS files: ${said}`, {
      exitCode: EXIT.usage,
      where,
      try: 'Give PEM files, and a key that fits its certificate.',
      cause,
    });
  }
}

function microseconds(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 1000);
}
