import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { EngineAddress } from '../docker/engine-address.ts';
import { EXIT, UserError } from '../errors/user-error.ts';

const run = promisify(execFile);
/** v1 is Python, and may start on a busy machine. */
const VERSION_LIMIT_MS = 30_000;

/** Compose as this machine has it. */
export interface ComposeTool {
  readonly program: string;
  /** Before Compose's own: `compose` where it is a plugin of the docker CLI. */
  readonly prefix: readonly string[];
  readonly generation: 1 | 2;
}

const CANDIDATES = [
  { program: 'docker', prefix: ['compose'] },
  { program: 'docker-compose', prefix: [] },
] as const;

/** Compose v2 where there is one, else v1. Throws a UserError (exit 6) where there is none, or none that answers. */
export async function findCompose(env: NodeJS.ProcessEnv): Promise<ComposeTool> {
  let first: ComposeTool | null = null;
  for (const { program, prefix } of CANDIDATES) {
    const version = await run(program, [...prefix, 'version', '--short'], { env, timeout: VERSION_LIMIT_MS }).then(
      ({ stdout }) => stdout.trim().replace(/^v/u, ''),
      (error: unknown) => {
        if (error instanceof Error && 'killed' in error && error.killed === true) throw silent(program);
        return null;
      },
    );
    if (version === null) continue;
    // A build of one's own calls itself `dev`; there is none of v1.
    const generation = version.startsWith('1.') ? 1 : 2;
    first ??= { program, prefix, generation };
    if (generation === 2) return { program, prefix, generation };
  }
  if (first !== null) return first;
  throw new UserError('there is no Docker Compose on this machine: neither `docker compose` nor `docker-compose`', {
    exitCode: EXIT.unreachable,
    where: 'PATH',
    try: 'install the Compose plugin, or start the project elsewhere and name it: `stack: { project: … }`',
  });
}

function silent(program: string): UserError {
  return new UserError(`\`${program}\` did not say its version within ${VERSION_LIMIT_MS / 1_000} s`, {
    exitCode: EXIT.unreachable,
    where: program,
    try: 'try again when the machine is less busy',
  });
}

/** What Compose is told: the run's engine, whatever contexts and projects the environment has. */
export function composeEnvironment(
  inherited: NodeJS.ProcessEnv,
  { url, tlsFolder }: EngineAddress,
  own: Readonly<Record<string, string>>,
): NodeJS.ProcessEnv {
  const { DOCKER_CONTEXT: _c, COMPOSE_FILE: _f, COMPOSE_PROJECT_NAME: _p, COMPOSE_PROFILES: _r, ...rest } = inherited;
  const tls = tlsFolder === null ? { DOCKER_TLS_VERIFY: undefined } : { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: tlsFolder };
  return { ...rest, ...own, ...tls, DOCKER_HOST: url };
}
