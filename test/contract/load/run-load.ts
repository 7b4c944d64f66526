import { expect } from 'vitest';
import { createEngineLoadDriver, type EngineOptions } from '../../../src/load/engine/engine-load-driver.ts';
import type { LatencyLimit, LoadEntry, PreparedLoad } from '../../../src/load/load-driver.ts';
import { loadEntry } from './load-entry.ts';
import { ENGINE_THREADS } from './engine-threads.ts';
import { LoadRecord } from './load-record.ts';

export interface LoadOptions {
  readonly url: string;
  readonly rate?: number;
  readonly forMs?: number;
  readonly timeoutMs?: number;
  readonly maxInFlight?: number;
  readonly method?: string;
  readonly entry?: Partial<LoadEntry>;
  readonly limits?: readonly LatencyLimit[];
  readonly engine?: EngineOptions;
  /** Instead of waiting for the end. */
  readonly steer?: (load: PreparedLoad, record: LoadRecord, nowMs: () => number) => Promise<void>;
  readonly baselineFromMs?: number;
}

/** Runs a load through the engine to its end, with its threads gone afterwards. */
export async function runLoad(options: LoadOptions): Promise<LoadRecord> {
  const record = new LoadRecord();
  const { url, rate = 200, timeoutMs = 1000, method = 'GET', maxInFlight = 1000 } = options;
  const entry = loadEntry({ url, rate, timeoutMs, request: { method } }, { maxInFlight, ...options.entry });
  const plan = { run: 'run-1', userAgent: 'shakedown/test', entries: [entry], closed: [], limits: options.limits ?? [] };
  const load = await createEngineLoadDriver(ENGINE_THREADS, options.engine).prepare(plan, record, new AbortController().signal);
  try {
    const zeroNs = process.hrtime.bigint() + 20_000_000n;
    load.begin(zeroNs, options.baselineFromMs ?? 0);
    await (options.steer?.(load, record, () => Number(process.hrtime.bigint() - zeroNs) / 1e6) ?? load.finish(options.forMs ?? 1000));
  } finally {
    await load.dispose();
  }
  return record;
}

/** Each arrival is in exactly one place (SEMANTICS, Requests), in every single delta. */
export function expectInvariants(record: LoadRecord): void {
  for (const delta of record.deltas()) {
    expect(delta.offered).toBe(delta.sent + delta.dropped + delta.neverSent);
    expect(delta.sent).toBe(delta.completed + delta.unanswered + delta.abandoned);
    const counted = delta.cells.reduce((sum, cell) => sum + cell.count, 0);
    const slots = [delta.slots.ok, delta.slots.failed, delta.slots.dropped].flat();
    expect(slots).toHaveLength(60);
    expect(slots.reduce((sum, count) => sum + count, 0)).toBe(counted);
  }
}
