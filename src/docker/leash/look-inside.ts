import type { DockerEngine } from '../engine.ts';
import type { LeashSpec } from './open-leash.ts';
import { openShellLeash } from './shell-leash.ts';
import type { ShellLeash } from './shell-leash.ts';

const CLOSE_LIMIT_MS = 5_000;
/** An observer that nobody asks anything is closed after this long: starting one takes about as long as asking it ten times. */
const IDLE_MS = 8_000;

export type LookSpec = Pick<LeashSpec, 'image' | 'run' | 'fault' | 'ttlMs' | 'nowMs'>;

/** An observer among the processes of a container, with tools of its own: the container may have none. */
export interface InsideLook {
  /** What a script prints there; the container's files are under /proc/1/root. Throws where the container does not run. */
  ask(container: string, script: string, signal: AbortSignal): Promise<string>;
}

/** Observers are started when they are asked something, and end by themselves; each ends with its container's run. */
export function createInsideLook(engine: DockerEngine, spec: LookSpec): InsideLook {
  const open = new Map<string, { readonly shell: Promise<ShellLeash>; timer: NodeJS.Timeout | null }>();

  function shellIn(container: string, signal: AbortSignal): Promise<ShellLeash> {
    const standing = open.get(container);
    if (standing !== undefined) {
      if (standing.timer !== null) clearTimeout(standing.timer);
      return standing.shell;
    }
    const reach = { processesOf: container, files: true } as const;
    const shell = openShellLeash(engine, { ...spec, role: 'probe', networkOf: null, capability: null, reach }, signal);
    open.set(container, { shell, timer: null });
    const forget = (): void => void (open.get(container)?.shell === shell && open.delete(container));
    shell.then(({ leash }) => leash.gone.then(forget), forget);
    return shell;
  }

  function closeWhenIdle(container: string): void {
    const entry = open.get(container);
    if (entry === undefined) return;
    if (entry.timer !== null) clearTimeout(entry.timer);
    entry.timer = setTimeout(() => {
      open.delete(container);
      void entry.shell.then(({ leash }) => leash.close(AbortSignal.timeout(CLOSE_LIMIT_MS))).catch(() => undefined);
    }, IDLE_MS);
    entry.timer.unref();
  }

  return {
    async ask(container, script, signal) {
      try {
        return (await (await shellIn(container, signal)).run(script, signal)).out;
      } catch (error) {
        // It ended, with that run of the container or because it was taken away: another one is started for the next question.
        open.delete(container);
        throw error;
      } finally {
        closeWhenIdle(container);
      }
    },
  };
}
