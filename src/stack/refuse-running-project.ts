import type { DockerEngine } from '../docker/engine.ts';
import { listProject } from '../docker/stack-container.ts';
import { EXIT, UserError } from '../errors/user-error.ts';

/** Throws a UserError (exit 6) when the file is up already under its own name: two of it would fight for ports and volumes. */
export async function refuseRunningProject(engine: DockerEngine, project: string, signal: AbortSignal): Promise<void> {
  const running = (await listProject(engine, project, signal)).filter(({ status }) => status === 'running' || status === 'paused');
  if (running.length === 0) return;
  throw new UserError(`the compose project ${project} is up already (${running.map(({ name }) => name).join(', ')})`, {
    exitCode: EXIT.unreachable,
    where: project,
    try: `run against it with \`stack: { project: ${project} }\`, or take it down first`,
  });
}
