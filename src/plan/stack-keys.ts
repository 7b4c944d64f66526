import { exchangesOf } from '../manifest/exchanges-of.ts';
import type { Experiment } from '../manifest/experiment.ts';
import { requestUrl } from '../manifest/request-url.ts';
import type { Inventory } from './inventory.ts';

/**
 * What another run must not touch at the same time: fixed ports of this machine, `port-8080`, and other origins under load,
 * `url-https-shop.internal-443`, or `socket_run_app.sock`. Fit for file names. Empty when the run owns everything that it touches.
 */
export function stackKeys({ stack, load }: Experiment, inventory: Inventory | null = null): string[] {
  const ports = stack.kind === 'processes' ? stack.processes.flatMap(({ ports: all }) => Object.values(all)) : [];
  const project = stack.kind === 'project' && inventory !== null ? [`docker-${inventory.engine.id}-${stack.project}`] : [];
  const fixed = ports.flatMap((port) => (port === 'auto' ? [] : [portKey(port)]));
  const origins = load
    .flatMap(({ scenario }) => exchangesOf(scenario))
    .flatMap(({ request: { url } }) => {
      const target = requestUrl(url);
      if (target === null) return [];
      return target.socketPath === null ? urlKey(target.url) : `socket${target.socketPath.replaceAll(/[^\w.-]+/gu, '_')}`;
    });
  return [...new Set([...fixed, ...project, ...origins])].toSorted();
}

/** A loopback address and a fixed port are the same thing under two names. */
function urlKey({ protocol, hostname, port }: URL): string {
  const number = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
  if (/^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/u.test(hostname)) return portKey(number);
  return `url-${protocol.slice(0, -1)}-${hostname.replaceAll(/[^\w.-]+/gu, '_')}-${number}`;
}

function portKey(port: number): string {
  return `port-${port}`;
}
