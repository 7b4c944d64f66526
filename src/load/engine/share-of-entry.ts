import type { EntrySetup } from './worker-messages.ts';

/**
 * A worker's part of an entry's bounds; its part of the schedule it finds by itself. As every worker takes every N-th arrival, an even
 * share holds whatever the whole would hold. At least one each.
 */
export function shareOfEntry(entry: EntrySetup, worker: number, of: number): EntrySetup {
  const share = (total: number): number =>
    total === Infinity ? total : Math.max(1, Math.floor(total / of) + (worker < total % of ? 1 : 0));
  return {
    ...entry,
    maxInFlight: share(entry.maxInFlight),
    transports: entry.transports.map((transport) => ({ ...transport, maxConnections: share(transport.maxConnections) })),
  };
}
