import type { LoadEntry, PortTable } from '../load-driver.ts';
import type { RunMarks } from './request-bytes.ts';
import type { RequestUrl } from '../../manifest/request-url.ts';
import { scenarioSetup } from './scenario/scenario-setup-of.ts';
import { transportSetup } from './transport-setup.ts';
import type { EntrySetup } from './worker-messages.ts';

/** Everything a worker needs of an entry. @throws UserError for a URL, method, header, file or pattern that cannot be used */
export async function entrySetup(entry: LoadEntry, marks: RunMarks, moved: PortTable | null = null): Promise<EntrySetup> {
  const { name, arrivals, startAfterMs, seed, maxInFlight, transport } = entry;
  const origins = new Map<string, RequestUrl>();
  const scenario = await scenarioSetup(entry, marks, ({ url, socketPath }) => {
    const target = { url, socketPath: transport.socketFile ?? socketPath };
    const origin = `${target.socketPath ?? ''} ${url.origin}`;
    if (!origins.has(origin)) origins.set(origin, target);
    return [...origins.keys()].indexOf(origin);
  });
  const maxConnections = Math.min(maxInFlight, entry.maxConnections ?? Infinity);
  const targets = [...origins.values()].map((target) => transportSetup(transport, target, maxConnections, `load ${name}`, moved));
  const namedHosts = [...new Set([...origins.values()].map(({ url }) => url.hostname))];
  const transports = (await Promise.all(targets)).map((target) => ({ ...target, namedHosts }));
  return { name, arrivals, startAfterMs, seed, scenario, maxInFlight, transports };
}
