import type { FaultKindName } from '../../../src/faults/fault-settings.ts';
import { BUSY, IDLE, OWN_DISK } from '../../contract/docker-resources/resource-subject.ts';
import type { ServiceOptions } from '../../contract/docker-network/labelled-stack.ts';

/** How a kind is tried, again and again. */
export interface BenchKind {
  /** The manifest's `with:`. */
  readonly settings: string;
  /**
   * `each`: a service of its own for every round. A container that has just crashed is started again later and later by its policy, and
   * the second crash of one would measure how often the first was.
   */
  readonly target: 'api' | 'worker' | 'busy' | 'split' | 'to-web' | 'each';
  /** From the beginning of one round to that of the next. */
  readonly everyMs: number;
}

const MIB = 2 ** 20;
const WAIT: ServiceOptions = { command: IDLE };

/** A kind with what it cannot do without. Most take half of it, on a quiet machine. */
const kind = (target: BenchKind['target'], settings = '', everyMs = 2_500): BenchKind => ({ target, settings: `{ ${settings} }`, everyMs });

/** Every kind that there is. */
export const BENCH_KINDS: Readonly<Record<FaultKindName, BenchKind>> = {
  pause: kind('api', '', 2_000),
  kill: kind('api', '', 3_000),
  stop: kind('api', 'grace: 0s', 3_000),
  restart: kind('api', '', 3_000),
  crash: kind('each', '', 3_000),
  partition: kind('split', '', 5_000),
  isolate: kind('api', '', 5_000),
  loss: kind('api', 'rate: 50%', 4_000),
  dns: kind('api'),
  latency: kind('to-web', 'latency: 50ms'),
  timeout: kind('to-web', '', 4_000),
  reset_peer: kind('to-web'),
  down: kind('to-web'),
  bandwidth: kind('to-web', 'rate: 100kB/s', 4_000),
  slow_close: kind('to-web', 'delay: 150ms'),
  slicer: kind('to-web', 'size: 64B', 4_000),
  limit_data: kind('to-web', 'bytes: 1kB'),
  corrupt: kind('to-web', 'rate: 5%'),
  blackhole: kind('to-web', '', 4_000),
  connect_delay: kind('to-web', 'delay: 200ms', 4_000),
  http: kind('to-web', 'answer: { status: 503 }'),
  cpu_throttle: kind('busy', 'cpus: 0.2', 9_000),
  cpu_burn: kind('worker', '', 9_000),
  memory_limit: kind('worker', 'limit: 128MiB', 9_000),
  memory_pressure: kind('worker', 'amount: 64MiB', 8_000),
  disk_fill: kind('worker', 'path: /data, to: 90%', 4_000),
  pids_limit: kind('worker', 'leave: 1', 9_000),
  fd_limit: kind('worker', 'limit: 16', 6_000),
};

/** What stands from the first kind to the last, beside `api` and `web`: it has a disk and a memory limit of its own. */
export const WORKER: ServiceOptions = { ...WAIT, hostConfig: { ...OWN_DISK, Memory: 256 * MIB } };

/** What stands only while a kind needs it. */
export function servicesFor({ target }: BenchKind, rounds: number): Readonly<Record<string, ServiceOptions>> {
  if (target === 'busy') return { busy: { command: BUSY } };
  if (target !== 'each') return {};
  return Object.fromEntries(Array.from({ length: rounds }, (_, round) => [targetOf('each', round), { ...WAIT, restart: 'always' }]));
}

/** The name of a round's target; of its service too, where there is one. */
export function targetOf(target: BenchKind['target'], round: number): string {
  return target === 'each' ? `each-${round}` : target;
}
