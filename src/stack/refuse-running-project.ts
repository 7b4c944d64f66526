import type { EngineName } from '../docker/taken-names.ts';
import { takenNames } from '../docker/taken-names.ts';
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

/** Throws a UserError (exit 6) when something has a name already that the file fixes: the run would break what is not its own. */
export async function refuseTakenNames(engine: DockerEngine, fixed: readonly EngineName[], signal: AbortSignal): Promise<void> {
  const taken = await takenNames(engine, fixed, signal);
  if (taken.length === 0) return;
  const listed = taken.map(({ kind, name }) => `the ${kind} ${name}`).join(', ');
  throw new UserError(
    `${listed}: there already, under the very name that the compose file fixes, so that a second project would share it`,
    {
      exitCode: EXIT.unreachable,
      where: `the engine ${engine.name}`,
      try: 'run against what stands with `stack: { project: … }`, take the fixed name out of the file, or, where the run is to use it, declare it `external: true`',
    },
  );
}
