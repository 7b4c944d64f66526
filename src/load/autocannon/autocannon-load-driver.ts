import { EXIT, UserError } from '../../errors/user-error.ts';
import { closedRequest } from '../engine/closed/closed-request.ts';
import { prepareClosedLoad, type ClosedEntrySetup, type ClosedLoadOptions } from '../engine/closed/prepare-closed-load.ts';
import type { RunMarks } from '../engine/request-bytes.ts';
import { transportSetup } from '../engine/transport-setup.ts';
import type { TransportSetup } from '../engine/worker-messages.ts';
import type { ClosedLoadEntry, LoadDriver } from '../load-driver.ts';
import type { AutocannonWorkerSetup } from './autocannon-worker-setup.ts';

/** autocannon's timers are asked for times that have just passed, and Node would say so on stderr. */
const QUIET = ['--disable-warning=TimeoutNegativeWarning'];

/**
 * The closed model on autocannon, one instance a thread. Its own `workers` are not used: they round the connections and the amount down
 * (10 for 4 workers are 8), tell of no single request, and print to stdout when one fails.
 *
 * @param thread the entry file of its threads
 */
export function createAutocannonLoadDriver(thread: URL, options: ClosedLoadOptions = {}): LoadDriver {
  const engine = { thread, setupOf, execArgv: QUIET };
  return {
    id: 'autocannon',
    prepare: (plan, listener, signal) => {
      const entries = plan.closed.filter((entry) => entry.engine === 'autocannon');
      return prepareClosedLoad<AutocannonWorkerSetup>(entries, plan, listener, signal, engine, options);
    },
  };
}

async function setupOf(entry: ClosedLoadEntry, marks: RunMarks): Promise<ClosedEntrySetup<AutocannonWorkerSetup>> {
  const { target, ...sent } = await closedRequest(entry, marks);
  const where = `load ${entry.name}`;
  const transport = await transportSetup(entry.transport, target, entry.connections, where);
  const cannot = whatItCannot(entry, transport);
  if (cannot !== null) throw new UserError(`autocannon cannot ${cannot}`, { exitCode: EXIT.usage, where, try: 'Use engine: native.' });
  return { ...sent, url: target.url.href, socketPath: target.socketPath, tls: tlsOf(transport) };
}

function whatItCannot(
  { exchange, transport }: ClosedLoadEntry,
  { http, proxy, decompress, maxRedirects, connectTimeoutUs, firstByteTimeoutUs }: TransportSetup,
): string | null {
  if (exchange.request.method === 'HEAD') return 'send HEAD: it would wait for the body that the response announces';
  if (http === '2') return 'speak HTTP/2';
  if (proxy !== null) return 'go through a proxy';
  if (decompress) return 'decompress';
  if (maxRedirects > 0) return 'follow redirects';
  if (transport.maxBodyBytes !== null) return 'refuse a body for its size';
  return connectTimeoutUs === null && firstByteTimeoutUs === null ? null : 'keep time limits but that of the whole response';
}

function tlsOf({ target: { tls } }: TransportSetup): AutocannonWorkerSetup['tls'] {
  if (tls === null) return null;
  const { ca, cert, key, passphrase, servername } = tls;
  return {
    ...(ca === null ? {} : { ca }),
    ...(cert === null ? {} : { cert }),
    ...(key === null ? {} : { key }),
    ...(passphrase === null ? {} : { passphrase }),
    ...(servername === null ? {} : { servername }),
  };
}
