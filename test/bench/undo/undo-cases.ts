import { readFile, statfs } from 'node:fs/promises';
import type { Sandbox } from '../../e2e/cli.ts';
import { processesOf } from '../../e2e/processes-of.ts';
import { populated, runsOn, spaceBack, tableGone, thawed, withoutToxics } from './gone-watchers.ts';
import type { Gone } from './gone-watchers.ts';

/** One way in which a fault is held, and what shows that it is gone. */
export interface UndoCase {
  /** `kind (who holds it)` */
  readonly name: string;
  readonly stack: 'processes' | 'containers';
  /** Of `KINDS`. */
  readonly kind: string;
  /** The container that it is on; `null`: a process. */
  readonly service: string | null;
  /** Before the run: what `watch` compares with. */
  before(pid: number): Promise<Before>;
  /** When the fault stands; what it returns is awaited after the kill. */
  watch(before: Before, sandbox: Sandbox): Promise<{ readonly gone: Gone }>;
}

export interface Before {
  readonly pid: number;
  readonly free: number;
  readonly freezer: string;
  readonly procs: string;
}

const before = async (pid: number): Promise<Before> => {
  const disk = await statfs(`/proc/${pid}/root/data`).catch(() => null);
  return {
    pid,
    free: disk?.bfree ?? 0,
    freezer: await cgroupFile(pid, 'freezer', 'freezer.state'),
    procs: await cgroupFile(pid, 'pids', 'cgroup.procs'),
  };
};

const onContainer = (kind: string, service: string, held: string, watch: UndoCase['watch']): UndoCase => ({
  name: `${kind} (${held})`,
  stack: 'containers',
  kind,
  service,
  before,
  watch,
});

const onProcesses = (kind: string, held: string, watch: UndoCase['watch']): UndoCase => ({
  name: `${kind} (${held})`,
  stack: 'processes',
  kind,
  service: null,
  before: async () => ({ pid: 0, free: 0, freezer: '', procs: '' }),
  watch,
});

export const UNDO_CASES: readonly UndoCase[] = [
  onContainer('isolate', 'db', 'leash: rules', async ({ pid }) => tableGone(pid)),
  onContainer('disk_fill', 'job', 'leash: a helper inside', async ({ pid, free }) => ({ gone: spaceBack(pid, free) })),
  onContainer('pause', 'db', 'watchdog', async ({ freezer }) => ({ gone: thawed(freezer) })),
  onContainer('stop', 'db', 'watchdog', async ({ procs }) => ({ gone: populated(procs) })),
  onProcesses('pause', 'watchdog, a process', async (_, { stateHome }) => {
    const stopped = (await processesOf(stateHome)).find(({ state, command }) => state === 'T' && command.includes('api.js'));
    if (stopped === undefined) throw new Error('nothing is stopped');
    return { gone: runsOn(stopped.pid) };
  }),
  onProcesses('latency', 'fault proxy', async (_, sandbox) => {
    const started = (await sandbox.events()).find((event) => event.type === 'proxy-started');
    if (started?.type !== 'proxy-started') throw new Error('there is no proxy');
    return { gone: withoutToxics(started.apiUrl) };
  }),
];

/** Of the controller's own hierarchy, or of the only one. */
async function cgroupFile(pid: number, controller: string, file: string): Promise<string> {
  const text = await readFile(`/proc/${pid}/cgroup`, 'utf8');
  const [, own] = new RegExp(`^\\d+:${controller}:(.*)$`, 'mu').exec(text) ?? [];
  if (own !== undefined) return `/sys/fs/cgroup/${controller}${own}/${file}`;
  const [, only = ''] = /^0::(.*)$/mu.exec(text) ?? [];
  return `/sys/fs/cgroup${only}/${file === 'freezer.state' ? 'cgroup.events' : file}`;
}
