import type { EdgeProtocol } from '../../manifest/experiment.ts';
import type { HttpMatch } from '../fault-settings.ts';
import { globPattern } from './glob-pattern.ts';

type HttpProtocol = Extract<EdgeProtocol, { readonly kind: 'http' }>;

/** Those that a proof may send on its own account: they change nothing on a server. */
const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'] as const;

/**
 * A request that the fault matches, as near as can be to the one with which the edge is asked. `null` where only a request that may change
 * something on the server would do, and the manifest does not name it.
 */
export function httpProbe(match: HttpMatch, asked: HttpProtocol): HttpProtocol | null {
  const matchesMethod = (method: string): boolean => match.methods.length === 0 || match.methods.includes(method);
  const named = asked.method;
  const method = named !== undefined && matchesMethod(named) ? named : SAFE_METHODS.find(matchesMethod);
  if (method === undefined) return null;
  const isOnPath = match.path === null || globPattern(match.path).test(asked.path.split('?')[0] ?? '');
  return {
    ...asked,
    method,
    path: isOnPath || match.path === null ? asked.path : pathFrom(match.path),
    headers: { ...asked.headers, ...missingHeaders(match, asked.headers ?? {}) },
  };
}

/** `/orders/*` → `/orders/`. */
function pathFrom(glob: string): string {
  const path = glob.replaceAll('*', '');
  return path.startsWith('/') ? path : `/${path}`;
}

function missingHeaders({ headers }: HttpMatch, asked: Readonly<Record<string, string>>): Record<string, string> {
  const has = (name: string, value: RegExp): boolean =>
    Object.entries(asked).some(([key, text]) => key.toLowerCase() === name.toLowerCase() && value.test(text));
  const missing = Object.entries(headers).filter(([name, value]) => !has(name, globPattern(value)));
  return Object.fromEntries(missing.map(([name, value]) => [name, value.replaceAll('*', '')]));
}
