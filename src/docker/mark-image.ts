import { Readable } from 'node:stream';
import { isGone } from './docker-call-error.ts';
import { finishProgress } from './helper/finish-progress.ts';
import { tarArchive } from './helper/tar-archive.ts';
import type { DockerEngine } from './engine.ts';

/** An image without a file in it, for containers that are never started. */
const MARK_IMAGE = { repo: 'shakedown-mark', tag: '1' } as const;

/** The image's name on the engine, where it is made unless it is there. */
export async function markImage(engine: DockerEngine, signal: AbortSignal): Promise<string> {
  const name = `${MARK_IMAGE.repo}:${MARK_IMAGE.tag}`;
  const isThere = await engine
    .call('looking for the markers’ image', (docker) => docker.getImage(name).inspect(), { signal })
    .then(() => true)
    .catch((error: unknown) => {
      if (isGone(error)) return false;
      throw error;
    });
  if (isThere) return name;
  await engine.call(
    'making the markers’ image',
    async (docker) => finishProgress(docker, await docker.importImage(Readable.from([tarArchive([])]), MARK_IMAGE)),
    { signal },
  );
  return name;
}
