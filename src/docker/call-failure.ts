import { EXIT, UserError } from '../errors/user-error.ts';
import { DockerCallError } from './docker-call-error.ts';
import type { EngineAddress } from './engine-address.ts';

/** What dockerode throws, in words: a UserError (exit 6) where no engine answers, else a DockerCallError. */
export function callFailure(what: string, error: unknown, { url, from }: EngineAddress): Error {
  const message = error instanceof Error ? error.message : String(error);
  const status = numberIn(error, 'statusCode');
  if (status === 400 && /client version .* is too (?:new|old)|minimum supported API version/iu.test(message)) {
    return unreachable(
      `the engine at ${url} (${from}) speaks another version of the API: ${reasonIn(message)}`,
      url,
      'update the engine: API 1.40 (Docker 19.03) or newer',
    );
  }
  if (status !== null) return new DockerCallError(what, status, reasonIn(message));
  switch (codeOf(error)) {
    case 'ENOENT':
    case 'ECONNREFUSED':
      return unreachable(
        `no Docker engine answers at ${url} (${from})`,
        url,
        'start it, or name another: `--engine unix:///path/docker.sock`, DOCKER_HOST, `docker context use`',
      );
    case 'EACCES':
    case 'EPERM':
      return unreachable(
        `no permission to speak to the Docker engine at ${url} (${from})`,
        url,
        'become a member of the group `docker` (then log in anew), or run as a user who may',
      );
    case 'ENOTFOUND':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EAI_AGAIN':
    case 'ETIMEDOUT':
      return unreachable(`the Docker engine at ${url} (${from}) cannot be reached: ${message}`, url, 'check the address and the network');
    case 'ECONNRESET':
    case 'EPIPE':
      return unreachable(`${what}: the Docker engine at ${url} hung up`, url, 'see whether it still runs: `docker info`');
    default:
      return error instanceof UserError ? error : new Error(`${what}: ${message}`, { cause: error });
  }
}

/** The engine did not answer in time: it hangs, or the way to it does. */
export function noAnswer(what: string, limitMs: number, { url }: EngineAddress): UserError {
  return unreachable(
    `${what}: the Docker engine at ${url} did not answer within ${limitMs / 1000} s`,
    url,
    'see whether it is overloaded: `docker info`',
  );
}

function unreachable(message: string, where: string, advice: string): UserError {
  return new UserError(message, { exitCode: EXIT.unreachable, where, try: advice });
}

/** dockerode's `(HTTP code 404) no such container - No such container: x `. */
function reasonIn(message: string): string {
  return message.replace(/^\(HTTP code \d+\) [^-]* - /u, '').trim();
}

function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

function numberIn(error: unknown, key: 'statusCode'): number | null {
  if (typeof error !== 'object' || error === null || !(key in error)) return null;
  return typeof error[key] === 'number' ? error[key] : null;
}
