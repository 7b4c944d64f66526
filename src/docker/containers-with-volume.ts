import type { DockerEngine } from './engine.ts';

/** Names of the containers, running or not, into which a volume is mounted. */
export async function containersWithVolume(engine: DockerEngine, volume: string, signal: AbortSignal): Promise<readonly string[]> {
  const filters = { volume: [volume] };
  const found = await engine.call(`looking who has the volume ${volume}`, (docker) => docker.listContainers({ all: true, filters }), {
    signal,
  });
  return found.map(({ Names }) => (Names[0] ?? '').replace(/^\//u, ''));
}
