import { createHash } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { EXIT, UserError } from '../errors/user-error.ts';
import { engineUrlProblem, isLocalEngine } from './engine-address.ts';
import type { EngineAddress } from './engine-address.ts';

export interface EngineNames {
  /** `--engine`. */
  readonly flag: string | null;
  /** `safety.engine`: a URL or a context's name; also what allows an engine that is not local. */
  readonly manifest: string | null;
  readonly env: NodeJS.ProcessEnv;
  /** Each must name the engine, by URL or context. */
  readonly policies?: readonly NamedEngines[];
}

interface NamedEngines {
  readonly file: string;
  readonly names: readonly string[];
}

const DEFAULT_SOCKET = '/var/run/docker.sock';

/**
 * The one engine of a run: `--engine`, the manifest, `DOCKER_HOST`, the current context, the default socket; as the docker CLI has it.
 * Throws a UserError (exit 2) for what is no address, for an unknown context, for an engine elsewhere that the manifest does not
 * name, and for one that a policy does not.
 */
export async function resolveEngine({ flag, manifest, env, policies = [] }: EngineNames): Promise<EngineAddress> {
  const address = await choose(flag, manifest, env);
  const problem = engineUrlProblem(address.url);
  if (problem !== null) throw new UserError(`${problem} (${address.from})`, { exitCode: EXIT.usage, where: address.from });
  for (const policy of policies) await requireNamed(address, policy, env);
  if (isLocalEngine(address)) return address;
  const allowed = manifest === null ? null : await named(manifest, 'the manifest', env);
  if (allowed?.url === address.url) return address;
  throw new UserError(`the engine at ${address.url} (${address.from}) is not on this machine, and the manifest does not name it`, {
    exitCode: EXIT.usage,
    where: address.from,
    try: `if faults may be injected there, write in the manifest: \`safety: { engine: ${address.url} }\``,
  });
}

async function requireNamed(address: EngineAddress, { file, names }: NamedEngines, env: NodeJS.ProcessEnv): Promise<void> {
  for (const name of names) {
    const allowed = await named(name, file, env).catch(() => null);
    if (allowed?.url === address.url) return;
  }
  throw new UserError(`the engine at ${address.url} (${address.from}) is none that the policy of this machine allows`, {
    exitCode: EXIT.usage,
    where: file,
    try: `it allows ${names.join(', ') || 'none'}`,
  });
}

async function choose(flag: string | null, manifest: string | null, env: NodeJS.ProcessEnv): Promise<EngineAddress> {
  if (flag !== null && flag !== '') return named(flag, '--engine', env);
  if (manifest !== null) return named(manifest, 'the manifest', env);
  const host = env['DOCKER_HOST'] ?? '';
  if (host !== '') return { url: withScheme(host), tlsFolder: tlsFromEnvironment(env), from: 'DOCKER_HOST' };
  const context = env['DOCKER_CONTEXT'] ?? (await currentContext(env));
  if (context !== null && context !== '' && context !== 'default') return fromContext(context, `context ${context}`, env);
  return { url: `unix://${await defaultSocket()}`, tlsFolder: null, from: 'the default' };
}

async function named(name: string, from: string, env: NodeJS.ProcessEnv): Promise<EngineAddress> {
  if (name === 'default') return { url: `unix://${await defaultSocket()}`, tlsFolder: null, from };
  if (!name.includes('/') && !name.includes(':')) return fromContext(name, from, env);
  return { url: withScheme(name), tlsFolder: name.startsWith('tcp:') ? tlsFromEnvironment(env) : null, from };
}

/** `host:2375`, as older settings have it. */
function withScheme(host: string): string {
  if (host.includes('://')) return host;
  return host.startsWith('/') ? `unix://${host}` : `tcp://${host}`;
}

function tlsFromEnvironment(env: NodeJS.ProcessEnv): string | null {
  const verify = env['DOCKER_TLS_VERIFY'] ?? '';
  if (verify === '' || verify === '0') return null;
  return env['DOCKER_CERT_PATH'] ?? dockerFolder(env);
}

function dockerFolder(env: NodeJS.ProcessEnv): string {
  return env['DOCKER_CONFIG'] ?? join(homedir(), '.docker');
}

async function currentContext(env: NodeJS.ProcessEnv): Promise<string | null> {
  const config = await readJson(join(dockerFolder(env), 'config.json'));
  return text(config, 'currentContext');
}

/** dockerode knows no contexts; the CLI keeps each in a folder named after the hash of its name. */
async function fromContext(name: string, from: string, env: NodeJS.ProcessEnv): Promise<EngineAddress> {
  const id = createHash('sha256').update(name).digest('hex');
  const contexts = join(dockerFolder(env), 'contexts');
  const meta = await readJson(join(contexts, 'meta', id, 'meta.json'));
  const url = text(field(field(meta, 'Endpoints'), 'docker'), 'Host');
  if (url === null) {
    throw new UserError(`there is no Docker context \`${name}\` (${from})`, {
      exitCode: EXIT.usage,
      where: join(contexts, 'meta'),
      try: 'see `docker context ls`, or give the engine’s address: `unix:///var/run/docker.sock`',
    });
  }
  const tls = join(contexts, 'tls', id, 'docker');
  return { url, tlsFolder: (await exists(tls)) ? tls : null, from };
}

/** Docker Desktop and rootless engines listen in the user's own folders. */
async function defaultSocket(): Promise<string> {
  const own = join(homedir(), '.docker', 'run', 'docker.sock');
  if (await exists(DEFAULT_SOCKET)) return DEFAULT_SOCKET;
  return (await exists(own)) ? own : DEFAULT_SOCKET;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return null;
  }
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && key in value ? Object.entries(value).find(([name]) => name === key)?.[1] : null;
}

function text(value: unknown, key: string): string | null {
  const found = field(value, key);
  return typeof found === 'string' && found !== '' ? found : null;
}
