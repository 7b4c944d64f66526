import type { DockerEngine } from '../../../../docker/engine.ts';
import { listProject } from '../../../../docker/stack-container.ts';
import type { StackContainer } from '../../../../docker/stack-container.ts';
import type { CrashUndoData } from './crash-undo-data.ts';

/**
 * Starts what is down and what no restart policy will start: one that runs, or that its policy is about to start, is left alone.
 * Idempotent. Throws where nothing stands in a container's place, though its project does (a project that was taken down took the
 * fault along), and where one that it started is down again.
 */
export async function undoCrash(engine: DockerEngine, { project, containers }: CrashUndoData, signal: AbortSignal): Promise<void> {
  const standing = await listProject(engine, project, signal);
  if (standing.length === 0) return;
  for (const { instance, service, replica } of containers) {
    const found = standing.filter((one) => one.service === service && one.replica === replica);
    if (found.some(isUp)) continue;
    const [down] = found;
    if (down === undefined) throw new Error(`${instance} was removed, and nothing stands in its place`);
    await engine
      .call(`starting ${instance}`, (docker) => docker.getContainer(down.id).start(), { signal })
      .catch((error: unknown) => {
        // 304: its policy was faster.
        if (error instanceof Error && 'status' in error && error.status === 304) return;
        throw error;
      });
    const after = await listProject(engine, project, signal);
    if (!after.some((one) => one.service === service && one.replica === replica && isUp(one)))
      throw new Error(`${instance} was started, and has ended again`);
  }
}

function isUp({ status }: StackContainer): boolean {
  return status === 'running' || status === 'restarting' || status === 'paused';
}
