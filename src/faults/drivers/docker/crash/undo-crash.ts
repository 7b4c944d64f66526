import type { DockerEngine } from '../../../../docker/engine.ts';
import { listProject } from '../../../../docker/stack-container.ts';
import type { CrashUndoData } from './crash-undo-data.ts';

/**
 * Starts what is down and what no restart policy will start: one that runs, or that its policy is about to start, is left alone.
 * Idempotent. Throws where nothing stands in a container's place, though its project does (a project that was taken down took the
 * fault along).
 */
export async function undoCrash(engine: DockerEngine, { project, containers }: CrashUndoData, signal: AbortSignal): Promise<void> {
  const standing = await listProject(engine, project, signal);
  if (standing.length === 0) return;
  for (const { instance, service, replica } of containers) {
    const found = standing.filter((one) => one.service === service && one.replica === replica);
    if (found.some(({ status }) => status === 'running' || status === 'restarting' || status === 'paused')) continue;
    const [down] = found;
    if (down === undefined) throw new Error(`${instance} was removed, and nothing stands in its place`);
    await engine
      .call(`starting ${instance}`, (docker) => docker.getContainer(down.id).start(), { signal })
      .catch((error: unknown) => {
        // 304: its policy was faster.
        if (error instanceof Error && 'status' in error && error.status === 304) return;
        throw error;
      });
  }
}
