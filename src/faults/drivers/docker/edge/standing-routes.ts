import { EXIT, UserError } from '../../../../errors/user-error.ts';
import type { PlannedEdge } from '../../../../plan/run-plan.ts';
import type { EdgeRoute } from '../../../../stack/running-stack.ts';
import type { ProxyState, ToxiproxyServer } from '../../../../toxiproxy/toxiproxy-server.ts';

/** A server of an edge by all the names under which a proxy may know it. */
export interface KnownServer {
  readonly instance: string;
  readonly names: readonly string[];
}

/**
 * The proxies of a Toxiproxy that lead to an edge's servers, found by their `upstream`: a name or an address, and the port. Throws a
 * UserError (exit 6) where none does.
 */
export function standingRoutes(
  edge: PlannedEdge,
  proxies: readonly ProxyState[],
  server: Pick<ToxiproxyServer, 'apiUrl'> & { readonly service: string },
  known: readonly KnownServer[],
): EdgeRoute[] {
  return edge.to.flatMap(({ instance, port }) => {
    const names = known.find((one) => one.instance === instance)?.names ?? [instance];
    const own = proxies.filter(({ upstream }) => names.some((name) => upstream === `${isSix(name) ? `[${name}]` : name}:${port}`));
    if (own.length === 0) throw leadsNowhere(edge, `${instance}:${port}`, proxies, server.service);
    return own.map(({ name, listen }) => ({
      edge: edge.name,
      instance,
      proxy: name,
      apiUrl: server.apiUrl,
      listen: { host: server.service, port: Number(listen.slice(listen.lastIndexOf(':') + 1)) },
      upstream: { host: instance, port: Number(port) },
    }));
  });
}

function isSix(name: string): boolean {
  return name.includes(':');
}

function leadsNowhere({ name }: PlannedEdge, to: string, proxies: readonly ProxyState[], service: string): UserError {
  const has = proxies.map((one) => `${one.name} (to ${one.upstream})`).join(', ') || 'none';
  return new UserError(`no proxy of the Toxiproxy in ${service} leads to ${to}; it has ${has}`, {
    exitCode: EXIT.unreachable,
    where: `target ${name}`,
    try: 'give it one before the run, or leave `toxiproxy` out: shakedown leads the clients to a proxy of its own',
  });
}
