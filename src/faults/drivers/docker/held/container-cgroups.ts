import type { StackContainer } from '../../../../docker/stack-container.ts';
import { refusal } from '../refuse-container.ts';
import { cgroupFolders } from './cgroup-folders.ts';
import type { HeldParts } from './held-work.ts';

/** A container's cgroup folders on the engine's machine. Throws a UserError (exit 6) where it has none that we could join. */
export async function containerCgroups(
  parts: Pick<HeldParts, 'inside'>,
  { id, name }: Pick<StackContainer, 'id' | 'name'>,
  controllers: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const text = await parts.inside.ask(id, 'cat /proc/1/cgroup', signal);
  const folders = cgroupFolders(text, controllers);
  if (folders !== null && folders.every((folder) => folder.includes(id))) return folders;
  throw refusal(
    name,
    `${name} has no cgroup of its own for ${controllers.join(', ')} that could be seen on the engine’s machine`,
    'use `cpu_throttle` or `memory_limit`, which go through the engine',
  );
}
