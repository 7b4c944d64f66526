import { cpuCores } from './parse-stats.ts';
import { numberAt, objectAt } from './untyped-json.ts';
import type { DockerEngine } from './engine.ts';

/** More than any machine has: a kernel's way of saying that there is no limit. */
const NO_LIMIT = 2 ** 60;
/** A sample takes a second: it is the difference between two. */
const LIMIT_MS = 10_000;

/** What a container's own cgroup says of it, over the second in which it was asked. */
export interface ContainerFigures {
  readonly cpuCores: number;
  /** Periods in which it was kept from running by its quota, since its start. */
  readonly throttledPeriods: number;
  /** Of that second. */
  readonly periods: { readonly all: number; readonly throttled: number };
  /** What cannot be had back without killing or swapping: its use less the page cache that can be dropped. */
  readonly memoryBytes: number;
  /** Of that, the pages of memory disks; of a kernel that does not tell them apart, all that belongs to no file on a disk. */
  readonly memoryDiskBytes: number;
  /** Of its cgroup, or the machine's memory where it has none. */
  readonly memoryLimitBytes: number;
  readonly pids: number;
  readonly pidsLimit: number | null;
}

/** Reads them through the engine, which reads the cgroup's own files, of either version. Throws where it does not run. */
export async function containerFigures(engine: DockerEngine, id: string, signal: AbortSignal): Promise<ContainerFigures> {
  const raw: unknown = await engine.call(
    `measuring container ${id.slice(0, 12)}`,
    (docker) => docker.getContainer(id).stats({ stream: false }),
    { signal, limitMs: LIMIT_MS },
  );
  if (numberAt(raw, 'memory_stats', 'usage') === 0) throw new Error(`container ${id.slice(0, 12)} does not run: it has no figures`);
  return parseFigures(raw);
}

/** Cgroup v1 names what is of a whole subtree `total_…`; v2 counts so from the beginning. */
export function parseFigures(raw: unknown): ContainerFigures {
  const stats = objectAt(raw, 'memory_stats', 'stats');
  const memory = (key: string): number => numberAt(stats, `total_${key}`) || numberAt(stats, key);
  const usage = numberAt(raw, 'memory_stats', 'usage');
  const throttling = (when: 'cpu_stats' | 'precpu_stats', key: string): number => numberAt(raw, when, 'throttling_data', key);
  const within = (key: string): number => Math.max(0, throttling('cpu_stats', key) - throttling('precpu_stats', key));
  const pidsLimit = numberAt(raw, 'pids_stats', 'limit');
  return {
    cpuCores: cpuCores(raw) ?? 0,
    throttledPeriods: throttling('cpu_stats', 'throttled_periods'),
    periods: { all: within('periods'), throttled: within('throttled_periods') },
    memoryBytes: Math.max(0, usage - memory('inactive_file')),
    memoryDiskBytes: hasOwn(stats, 'shmem') ? memory('shmem') : memory('active_anon') + memory('inactive_anon'),
    memoryLimitBytes: numberAt(raw, 'memory_stats', 'limit'),
    pids: numberAt(raw, 'pids_stats', 'current'),
    pidsLimit: pidsLimit > 0 && pidsLimit < NO_LIMIT ? pidsLimit : null,
  };
}

function hasOwn(stats: unknown, key: string): boolean {
  return typeof stats === 'object' && stats !== null && (Object.hasOwn(stats, key) || Object.hasOwn(stats, `total_${key}`));
}
