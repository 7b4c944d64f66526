import type { DockerEngine } from '../../../../docker/engine.ts';
import { openShellLeash } from '../../../../docker/leash/shell-leash.ts';
import type { ShellLeash } from '../../../../docker/leash/shell-leash.ts';
import type { LeashSpec } from '../../../../docker/leash/open-leash.ts';
import { namespaceOwner } from './networked-container.ts';
import type { NetworkedContainer } from './networked-container.ts';

/** Shells without any capability in the namespaces of containers: they look at what the injector did, and are not the injector. */
export interface Observers {
  /** The one in this container's namespace, opened anew where the container was restarted. */
  at(container: NetworkedContainer, signal: AbortSignal): Promise<ShellLeash>;
  close(signal: AbortSignal): Promise<void>;
}

export type ObserverSpec = Pick<LeashSpec, 'image' | 'run' | 'fault' | 'ttlMs' | 'nowMs'>;

export function createObservers(engine: DockerEngine, spec: ObserverSpec): Observers {
  const open = new Map<string, { readonly startedAt: string; readonly shell: Promise<ShellLeash> }>();

  async function start(container: NetworkedContainer, signal: AbortSignal): Promise<ShellLeash> {
    const networkOf = await namespaceOwner(engine, container, signal);
    return openShellLeash(engine, { ...spec, role: 'probe', networkOf, capability: null }, signal);
  }

  return {
    async at(container, signal) {
      const standing = open.get(container.id);
      if (standing?.startedAt === container.startedAt) return standing.shell;
      void standing?.shell.then((shell) => shell.leash.close(signal)).catch(() => undefined);
      const shell = start(container, signal);
      open.set(container.id, { startedAt: container.startedAt, shell });
      shell.catch(() => open.delete(container.id));
      // One whose helper ended (its time was up, somebody removed it) is no observer any more.
      void shell
        .then(({ leash }) => leash.gone.then(() => void (open.get(container.id)?.shell === shell && open.delete(container.id))))
        .catch(() => undefined);
      return shell;
    },
    async close(signal) {
      const all = [...open.values()];
      open.clear();
      await Promise.all(all.map(({ shell }) => shell.then((one) => one.leash.close(signal)).catch(() => undefined)));
    },
  };
}
