import type { EdgeProtocol } from './experiment.ts';
import type { ProcessInput } from './schema/stack-schema.ts';
import type { EdgeExchangeInput, EdgeTargetInput } from './schema/target-schema.ts';
import { portOf, serviceTemplates } from './template.ts';

/** What an edge needs to know of the processes at its ends. */
type Endpoint = Pick<ProcessInput, 'name' | 'ports' | 'env' | 'ready'>;

/** The name of the server's port that an edge means, or `null` when it has no such port. */
export function edgePort(server: Endpoint, given: EdgeTargetInput['port']): string | null {
  if (given === undefined) return firstPort(server);
  if (typeof given === 'string' && Object.hasOwn(server.ports, given)) return given;
  return Object.keys(server.ports).find((name) => String(server.ports[name]) === String(given)) ?? null;
}

/** As written; else HTTP, where the server's readiness is asked over HTTP on that port; else unknown. */
export function edgeProtocol(server: Endpoint, port: string, given: EdgeTargetInput['protocol']): EdgeProtocol | null {
  if (typeof given === 'object') return askedWith(given);
  const { ready } = server;
  const readyPath = ready !== undefined && 'http' in ready && (ready.port ?? firstPort(server)) === port ? ready.http : null;
  if (given === 'http') return { kind: 'http', path: readyPath ?? '/' };
  if (given !== undefined) return { kind: given };
  return readyPath === null ? null : { kind: 'http', path: readyPath };
}

/** Of an edge between containers, of whose ports nothing is known beforehand. */
export function containerProtocol(given: EdgeTargetInput['protocol']): EdgeProtocol | null {
  return given === undefined ? null : proofProtocol(given);
}

/** A fault's `proof`. `http` alone asks for `/`. */
export function proofProtocol(given: EdgeExchangeInput): EdgeProtocol {
  if (typeof given === 'object') return askedWith(given);
  return given === 'http' ? { kind: 'http', path: '/' } : { kind: given };
}

function askedWith(given: Exclude<EdgeExchangeInput, string>): EdgeProtocol {
  if ('send' in given) return { kind: 'bytes', send: given.send };
  if (typeof given.http === 'string') return { kind: 'http', path: given.http };
  const { path, method, headers, body } = given.http;
  return {
    kind: 'http',
    path,
    ...(method === undefined ? {} : { method }),
    ...(headers === undefined ? {} : { headers }),
    ...(body === undefined ? {} : { body }),
  };
}

/** Whether the client learns that port's address from its environment, and so can be given a proxy's in its place. */
export function knowsPort(client: Endpoint, server: Endpoint, port: string): boolean {
  return Object.values(client.env)
    .flatMap(serviceTemplates)
    .some((template) => {
      const named = portOf(template);
      return template.service === server.name && named !== undefined && (named ?? firstPort(server)) === port;
    });
}

/** The line that the client's `env` lacks. */
export function envLineFor(server: Endpoint, port: string): string {
  const part = port === firstPort(server) ? 'url' : `ports.${port}`;
  const variable = `${server.name}_${part === 'url' ? 'URL' : `${port}_PORT`}`.toUpperCase().replaceAll('-', '_');
  return `${variable}: "{{${server.name}.${part}}}"`;
}

function firstPort(server: Endpoint): string | null {
  return Object.keys(server.ports)[0] ?? null;
}
