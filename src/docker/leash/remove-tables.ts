import { isGone } from '../docker-call-error.ts';
import type { DockerEngine } from '../engine.ts';
import type { HelperImage } from '../helper/helper-image.ts';
import { openShellLeash } from './shell-leash.ts';

const TTL_MS = 30_000;

/** Every table of ours begins so. */
export const TABLE_PREFIX = 'shakedown_';

/**
 * Deletes our nft tables (those whose name begins with `prefix`) from a container's network namespace; returns their names, and those that are there still. For
 * leashes of class `helper` whose helper was killed: tables that belong to a living helper are left to it. A container that is gone
 * took its tables along.
 */
export async function removeTables(
  engine: DockerEngine,
  parts: { readonly image: HelperImage; readonly run: string; readonly container: string; readonly prefix: string; readonly nowMs: number },
  signal: AbortSignal,
): Promise<{ readonly gone: readonly string[]; readonly left: readonly string[] }> {
  const { container, prefix, ...rest } = parts;
  if (!prefix.startsWith(TABLE_PREFIX)) throw new Error(`${prefix} is not a table of ours`);
  const shell = await openShellLeash(
    engine,
    { ...rest, role: 'helper', fault: 'recover', networkOf: container, capability: 'NET_ADMIN', ttlMs: TTL_MS },
    signal,
  ).catch((error: unknown) => {
    // Engines since 25 answer 500 where those before said 404.
    if (isGone(error) || /is not running|no such container/iu.test(String(error))) return null;
    throw error;
  });
  if (shell === null) return { gone: [], left: [] };
  try {
    const ours = (each: string): string =>
      `nft list tables inet | while read -r _ _ name; do case $name in ${prefix}*) ${each};; esac; done`;
    const { out } = await shell.run(`${ours('nft delete table inet "$name" && echo "gone $name"')}; ${ours('echo "left $name"')}`, signal);
    const named = (word: string): string[] => [...out.matchAll(new RegExp(`^${word} (\\S+)$`, 'gmu'))].flatMap(([, name]) => name ?? []);
    return { gone: named('gone'), left: named('left') };
  } finally {
    await shell.leash.close(signal);
  }
}
