import type Docker from 'dockerode';

/** Loaded where it is needed, since it takes a fifth of a second and most commands never speak to an engine; or ahead of that. */
export async function loadDockerClient(): Promise<typeof Docker> {
  return (await import('dockerode')).default;
}
