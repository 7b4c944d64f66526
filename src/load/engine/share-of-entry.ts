import type { EntrySetup, EntryShare } from './worker-messages.ts';

/**
 * A worker's part of an entry: of its schedule, and of its bounds, since an even share holds whatever the whole would hold. `null`: it has none. Where a bound is
 * smaller than there are workers, only so many take part: a bound is what there is at most, and a share of none would drop all of its arrivals.
 */
export function shareOfEntry(entry: EntrySetup, worker: number, workers: number): EntryShare | null {
  const bounds = [entry.maxInFlight, ...entry.transports.map(({ maxConnections }) => maxConnections)];
  const of = Math.max(1, Math.min(workers, ...bounds));
  if (worker >= of) return null;
  const share = (total: number): number => (total === Infinity ? total : Math.floor(total / of) + (worker < total % of ? 1 : 0));
  return {
    ...entry,
    shard: { worker, of },
    maxInFlight: share(entry.maxInFlight),
    transports: entry.transports.map((transport) => ({ ...transport, maxConnections: share(transport.maxConnections) })),
  };
}
