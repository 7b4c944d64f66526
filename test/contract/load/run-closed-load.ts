import { createAutocannonLoadDriver } from '../../../src/load/autocannon/autocannon-load-driver.ts';
import { createNativeLoadDriver } from '../../../src/load/engine/closed/native-load-driver.ts';
import type { ClosedLoadEntry, LatencyLimit, PreparedLoad } from '../../../src/load/load-driver.ts';
import type { RequestTemplate } from '../../../src/manifest/load-spec.ts';
import { DEFAULT_TRANSPORT } from '../../../src/manifest/transport-spec.ts';
import { exchange } from './load-entry.ts';
import { LoadRecord } from './load-record.ts';
import { threadEntry } from '../../setup/thread-entry.ts';

const THREADS = {
  native: threadEntry('app/closed-worker'),
  autocannon: threadEntry('app/autocannon-worker'),
};

export interface ClosedOptions {
  readonly engine: ClosedLoadEntry['engine'];
  readonly url: string;
  readonly connections?: number;
  readonly amount?: number;
  readonly forMs?: number;
  readonly timeoutMs?: number;
  readonly workers?: number;
  readonly request?: Partial<RequestTemplate>;
  readonly entry?: Partial<ClosedLoadEntry>;
  readonly limits?: readonly LatencyLimit[];
  readonly baselineFromMs?: number;
  /** Instead of waiting for the end. */
  readonly steer?: (load: PreparedLoad, nowMs: () => number) => Promise<void>;
}

/** Runs a closed load to its end, with its threads gone afterwards. */
export async function runClosedLoad(options: ClosedOptions): Promise<LoadRecord> {
  const { engine, url, connections = 4, amount = null, forMs = 1000, timeoutMs = 500, request, workers = 1 } = options;
  const record = new LoadRecord();
  const entry: ClosedLoadEntry = {
    name: 'entry',
    connections,
    amount,
    engine,
    exchange: exchange(url, timeoutMs, request),
    transport: DEFAULT_TRANSPORT,
    ...options.entry,
  };
  const plan = { run: 'run-1', userAgent: 'shakedown/test', entries: [], closed: [entry], limits: options.limits ?? [] };
  const driver =
    engine === 'native' ? createNativeLoadDriver(THREADS.native, { workers }) : createAutocannonLoadDriver(THREADS.autocannon, { workers });
  const load = await driver.prepare(plan, record, new AbortController().signal);
  try {
    const zeroNs = process.hrtime.bigint() + 20_000_000n;
    load.begin(zeroNs, options.baselineFromMs ?? 0);
    await (options.steer?.(load, () => Number(process.hrtime.bigint() - zeroNs) / 1e6) ?? load.finish(forMs));
  } finally {
    await load.dispose();
  }
  return record;
}
