import { isGone } from '../docker-call-error.ts';
import type { DockerEngine } from '../engine.ts';
import type { HelperImage } from '../helper/helper-image.ts';
import { openShellLeash } from './shell-leash.ts';

const TTL_MS = 30_000;

/** Every table of ours begins so. */
export const TABLE_PREFIX = 'shakedown_';

/**
 * Deletes a table of ours from a container's network namespace, for a leash of class `helper` whose helper was killed. `absent`: there was
 * none, or the container is gone and took it along; `stands`: it is there still, as one that belongs to a living helper is.
 */
export async function removeTable(
  engine: DockerEngine,
  parts: { readonly image: HelperImage; readonly run: string; readonly container: string; readonly table: string; readonly nowMs: number },
  signal: AbortSignal,
): Promise<'removed' | 'absent' | 'stands'> {
  const { container, table, ...rest } = parts;
  const script = removeTableScript(table);
  const shell = await openShellLeash(
    engine,
    { ...rest, role: 'helper', fault: 'recover', networkOf: container, capability: 'NET_ADMIN', ttlMs: TTL_MS },
    signal,
  ).catch((error: unknown) => {
    // Engines since 25 answer 500 where those before said 404.
    if (isGone(error) || /is not running|no such container/iu.test(String(error))) return null;
    throw error;
  });
  if (shell === null) return 'absent';
  try {
    const { out } = await shell.run(script, signal);
    return /^stands$/mu.test(out) ? 'stands' : /^removed$/mu.test(out) ? 'removed' : 'absent';
  } finally {
    await shell.leash.close(signal);
  }
}

/** Shell. By its whole name: that of another fault may begin with it (`isolate-api`, `isolate-api-2`). Throws for a table that is none of ours. */
export function removeTableScript(table: string): string {
  if (!table.startsWith(TABLE_PREFIX) || !/^[\w.-]+$/u.test(table)) throw new Error(`${table} is not a table of ours`);
  const where = (then: string): string =>
    `nft list tables inet | while read -r _ _ name rest; do if [ "$name" = ${table} ]; then ${then}; fi; done`;
  return `${where(`nft delete table inet ${table} && echo removed`)}; ${where('echo stands')}`;
}
