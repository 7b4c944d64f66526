import type { DockerEngine } from '../../../../docker/engine.ts';
import type { RestartPolicy } from './container-undo-data.ts';

/** In force at once, of a container that runs too. */
export async function setRestartPolicy(
  engine: Pick<DockerEngine, 'call'>,
  { id, name }: { readonly id: string; readonly name: string },
  policy: RestartPolicy,
  signal: AbortSignal,
): Promise<void> {
  const RestartPolicy = { Name: policy.name, MaximumRetryCount: policy.retries };
  await engine.call(`setting the restart policy of ${name}`, (docker) => docker.getContainer(id).update({ RestartPolicy }), { signal });
}
