import { isGone } from './docker-call-error.ts';
import type { DockerEngine } from './engine.ts';

export interface EngineName {
  readonly kind: 'container' | 'network' | 'volume';
  readonly name: string;
}

/** Those of these names that something on the engine has already. */
export async function takenNames<N extends EngineName>(engine: DockerEngine, names: readonly N[], signal: AbortSignal): Promise<N[]> {
  const taken = await Promise.all(names.map((name) => isThere(engine, name, signal)));
  return names.filter((_, at) => taken[at] === true);
}

async function isThere(engine: DockerEngine, { kind, name }: EngineName, signal: AbortSignal): Promise<boolean> {
  try {
    await engine.call(
      `looking for the ${kind} ${name}`,
      (docker): Promise<unknown> => {
        switch (kind) {
          case 'container':
            return docker.getContainer(name).inspect();
          case 'network':
            return docker.getNetwork(name).inspect();
          case 'volume':
            return docker.getVolume(name).inspect();
          default:
            return kind satisfies never;
        }
      },
      { signal },
    );
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}
