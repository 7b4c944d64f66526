import { readFile } from 'node:fs/promises';
import type { Agent } from 'node:http';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { EXIT, UserError } from '../errors/user-error.ts';
import { callFailure, noAnswer } from './call-failure.ts';
import type { EngineAddress } from './engine-address.ts';
import { loadDockerClient } from './load-client.ts';
import { sshAgent } from './ssh-agent.ts';

const CALL_LIMIT_MS = 10_000;
/** Of Docker 19.03. */
const OLDEST_API = '1.40';

/** An engine that answered, and who it is. */
export interface DockerEngine {
  readonly address: EngineAddress;
  /** `Info.ID`: tells it from the engines of other machines, whatever the way to it. (Up to version 23 all engines of a machine share it.) */
  readonly id: string;
  /** Where it keeps its data: tells it from others on its machine. */
  readonly root: string;
  /** Of its machine; Infinity where it does not say. */
  readonly memoryBytes: number;
  /** The machine's name. */
  readonly name: string;
  readonly version: string;
  readonly apiVersion: string;
  readonly os: string;
  /** As `uname -r` says there; empty where the engine does not. */
  readonly kernel: string;
  /** As image platforms have it: `amd64`, `arm64`. */
  readonly arch: string;
  /** `rootless`, `userns`, `selinux`, … as the engine says. */
  readonly security: readonly string[];
  /** For streams; whatever ends by itself goes through `call`. */
  readonly docker: Docker;
  /**
   * One call with a time limit (10 s unless told). Throws a UserError (exit 6) where no engine answers, a DockerCallError with the
   * status where it refuses.
   */
  call<T>(what: string, act: (docker: Docker) => Promise<T>, options?: CallOptions): Promise<T>;
}

/** Whoever answers at an address, spoken to without asking who it is. */
export type EngineCalls = Pick<DockerEngine, 'address' | 'docker' | 'call'>;

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly limitMs?: number;
}

/** Sends nothing yet. Throws a UserError (exit 6) for an address that cannot be spoken to. */
export async function engineCalls(address: EngineAddress): Promise<EngineCalls> {
  const docker = await client(address);
  return { address, docker, call: (what, act, options) => callWithin(docker, address, what, act, options) };
}

/** Asks the engine who it is. Throws a UserError (exit 6) when none answers, or it is not one for Linux containers. */
export async function connectEngine(address: EngineAddress, signal: AbortSignal): Promise<DockerEngine> {
  return askWhoItIs(await engineCalls(address), signal);
}

/** Throws a UserError (exit 6) when none answers, or it is not one for Linux containers. */
export async function askWhoItIs({ address, docker, call }: EngineCalls, signal: AbortSignal): Promise<DockerEngine> {
  const [info, version] = await Promise.all([
    call('asking the engine who it is', (one): Promise<EngineInfo> => one.info(), { signal }),
    call('asking the engine for its version', (one) => one.version(), { signal }),
  ]);
  if (info.OSType !== undefined && info.OSType !== 'linux') {
    throw new UserError(`the engine at ${address.url} runs ${info.OSType} containers`, {
      exitCode: EXIT.unreachable,
      where: address.url,
      try: 'switch it to Linux containers',
    });
  }
  if (isOlder(version.ApiVersion, OLDEST_API)) {
    throw new UserError(`the engine at ${address.url} (${address.from}) speaks version ${version.ApiVersion} of the API`, {
      exitCode: EXIT.unreachable,
      where: address.url,
      try: `update the engine: API ${OLDEST_API} (Docker 19.03) or newer`,
    });
  }
  return {
    address,
    id: info.ID,
    root: info.DockerRootDir,
    memoryBytes: info.MemTotal ?? Infinity,
    name: info.Name,
    version: version.Version,
    apiVersion: version.ApiVersion,
    os: info.OperatingSystem,
    kernel: info.KernelVersion ?? '',
    arch: version.Arch,
    security: (info.SecurityOptions ?? []).map((option) => /name=([\w-]+)/u.exec(option)?.[1] ?? option),
    docker,
    call,
  };
}

function isOlder(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = than.split('.').map(Number);
  return major < leastMajor || (major === leastMajor && minor < leastMinor);
}

/** What we read of `GET /info`. */
interface EngineInfo {
  readonly ID: string;
  readonly DockerRootDir: string;
  readonly MemTotal?: number;
  readonly Name: string;
  readonly OSType?: string;
  readonly OperatingSystem: string;
  readonly KernelVersion?: string;
  readonly SecurityOptions?: readonly string[];
}

async function callWithin<T>(
  docker: Docker,
  address: EngineAddress,
  what: string,
  act: (docker: Docker) => Promise<T>,
  { signal, limitMs = CALL_LIMIT_MS }: CallOptions = {},
): Promise<T> {
  signal?.throwIfAborted();
  const over = new AbortController();
  const waiting = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(noAnswer(what, limitMs, address)), limitMs);
    const onAbort = (): void => reject(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    over.signal.addEventListener('abort', () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    });
  });
  try {
    const answering = act(docker).catch((error: unknown) => {
      throw callFailure(what, error, address);
    });
    return await Promise.race([answering, waiting]);
  } finally {
    over.abort();
  }
}

/** A program of ours in a container has no package.json beside it, and says no version. */
async function userAgent(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8').catch(() => '');
  const version = /"version": "([^"]+)"/u.exec(text)?.[1];
  return version === undefined ? 'shakedown' : `shakedown/${version}`;
}

/** Everything is said, so that docker-modem takes nothing from the environment in its place. */
async function client({ url, tlsFolder, from }: EngineAddress): Promise<Docker> {
  const Client = await loadDockerClient();
  const { protocol, hostname, port, pathname } = new URL(url);
  const headers = { 'User-Agent': await userAgent() };
  const own = { headers, pathPrefix: '/', timeout: 0 };
  try {
    switch (protocol) {
      case 'unix:':
      case 'npipe:':
        return new Client({ ...own, host: '', socketPath: decodeURIComponent(pathname), protocol: 'http' });
      case 'ssh:':
        return new Client(throughSsh({ ...own, host: 'docker', port: 80, protocol: 'http' as const }, url));
      default: {
        if (tlsFolder === null) return new Client({ ...own, host: hostname, port: port === '' ? 2375 : Number(port), protocol: 'http' });
        const [ca, cert, key] = await Promise.all(['ca.pem', 'cert.pem', 'key.pem'].map((file) => readFile(join(tlsFolder, file))));
        return new Client({
          ...own,
          host: hostname,
          port: port === '' ? 2376 : Number(port),
          protocol: 'https',
          ...defined({ ca, cert, key }),
        });
      }
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UserError(`the engine at ${url} (${from}) cannot be spoken to: ${message}`, {
      exitCode: EXIT.unreachable,
      where: tlsFolder ?? url,
      try: tlsFolder === null ? 'check DOCKER_HOST and DOCKER_CERT_PATH' : 'the folder must hold ca.pem, cert.pem and key.pem',
      cause: error,
    });
  }
}

/** docker-modem takes an agent; its types do not say so. */
function throughSsh<T extends object>(options: T, url: string): T & { readonly agent: Agent } {
  return { ...options, agent: sshAgent(url) };
}

function defined({ ca, cert, key }: { ca: Buffer | undefined; cert: Buffer | undefined; key: Buffer | undefined }) {
  return { ...(ca === undefined ? {} : { ca }), ...(cert === undefined ? {} : { cert }), ...(key === undefined ? {} : { key }) };
}
