import fc from 'fast-check';
import { expect, it } from 'vitest';
import { entrySetup } from '../../../../src/load/engine/entry-setup.ts';
import { shareOfEntry } from '../../../../src/load/engine/share-of-entry.ts';
import { loadEntry } from '../../../contract/load/load-entry.ts';

it('workers have no more of an entry’s bounds together than it has, and each that has arrivals has some', async () => {
  const marks = { run: 'run-1', userAgent: 'shakedown/test' };
  const whole = await entrySetup(loadEntry({ url: 'http://127.0.0.1:1/' }), marks);
  const bound = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 10_000 }));
  fc.assert(
    fc.property(bound, bound, fc.integer({ min: 1, max: 16 }), (maxInFlight, maxConnections, workers) => {
      const entry = { ...whole, maxInFlight, transports: whole.transports.map((one) => ({ ...one, maxConnections })) };
      const shares = Array.from({ length: workers }, (_, worker) => shareOfEntry(entry, worker, workers)).flatMap((one) => one ?? []);
      const ofEach = shares.flatMap((share) => share.transports.map((one) => one.maxConnections));
      const inFlight = shares.map((share) => share.maxInFlight);
      for (const [parts, total] of [
        [ofEach, maxConnections],
        [inFlight, maxInFlight],
      ] as const) {
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total);
        expect(Math.min(...parts)).toBeGreaterThan(0);
        expect(Math.max(...parts) - Math.min(...parts)).toBeLessThanOrEqual(1);
      }
      expect(shares.map(({ shard }) => shard)).toEqual(shares.map((_, worker) => ({ worker, of: shares.length })));
      expect(shares.length).toBe(Math.min(workers, maxInFlight, maxConnections));
    }),
  );
});
