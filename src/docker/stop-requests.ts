import { DockerCallError } from './docker-call-error.ts';
import type { DockerEngine } from './engine.ts';
import { FROM_LABEL, ROLE_LABEL, RUN_LABEL } from './labels.ts';
import { markImage } from './mark-image.ts';

/** A request to end a run, as it stands on the engine that the run works on: its own machine may be any. */
export interface EngineStopRequest {
  readonly container: string;
  readonly run: string;
  /** `user@host`. */
  readonly from: string;
}

const CONFLICT = 409;

/** A never-started container, for the run to find. Asking twice is asking once. */
export async function placeStopRequest(
  engine: DockerEngine,
  { run, from }: { readonly run: string; readonly from: string },
  signal: AbortSignal,
): Promise<void> {
  const Image = await markImage(engine, signal);
  const Labels = { [ROLE_LABEL]: 'stop', [RUN_LABEL]: run, [FROM_LABEL]: from };
  const spec = { name: `shakedown-stop-${run}`, Image, Cmd: ['never-started'], Labels, HostConfig: { NetworkMode: 'none' } };
  try {
    await engine.call('asking the run to stop', (docker) => docker.createContainer(spec), { signal });
  } catch (error) {
    if (!(error instanceof DockerCallError && error.status === CONFLICT)) throw error;
  }
}

/** All of them, or those to one run. */
export async function findStopRequests(engine: DockerEngine, run: string | null, signal: AbortSignal): Promise<EngineStopRequest[]> {
  const label = [`${ROLE_LABEL}=stop`, run === null ? RUN_LABEL : `${RUN_LABEL}=${run}`];
  const found = await engine.call('looking for requests to stop', (docker) => docker.listContainers({ all: true, filters: { label } }), {
    signal,
  });
  return found.map(({ Id, Labels }) => ({ container: Id, run: Labels[RUN_LABEL] ?? '', from: Labels[FROM_LABEL] ?? '' }));
}
