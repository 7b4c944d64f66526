import { setTimeout as sleep } from 'node:timers/promises';
import { containerLog } from '../docker/container-log.ts';
import type { DockerEngine } from '../docker/engine.ts';
import { listProject } from '../docker/stack-container.ts';
import type { StackContainer } from '../docker/stack-container.ts';
import { EXIT, UserError } from '../errors/user-error.ts';

const LOOK_EACH_MS = 200;
const TAIL_LINES = 10;

export interface Awaited {
  readonly engine: DockerEngine;
  readonly project: string;
  /** By service; containers of other services are not waited for. */
  readonly replicas: ReadonlyMap<string, number>;
  readonly timeoutMs: number;
}

/**
 * Until every replica runs, and is healthy where it has a health check; one that ended with 0 has done its work. Throws a UserError
 * (exit 6) with its last lines for one that failed, or did not get there in time.
 */
export async function untilContainersReady({ engine, project, replicas, timeoutMs }: Awaited, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const all = await listProject(engine, project, signal);
    const failed = all.find(hasFailed);
    if (failed !== undefined) throw await failure(engine, failed, `ended with code ${failed.exitCode} before it was ready`, signal);
    const late = [...replicas].find(([service, count]) => all.filter((one) => one.service === service && isReady(one)).length < count);
    if (late === undefined) return;
    if (performance.now() > deadline) {
      const [service] = late;
      const culprit = all.find((one) => one.service === service && !isReady(one));
      const limit = `within ${timeoutMs / 1000} s`;
      if (culprit === undefined)
        throw new UserError(`${service} did not start ${limit}`, {
          exitCode: EXIT.unreachable,
          where: project,
          try: 'see `docker compose ps`',
        });
      throw await failure(engine, culprit, `is ${culprit.health ?? culprit.status}, and was not ready ${limit}`, signal);
    }
    await sleep(LOOK_EACH_MS, undefined, { signal });
  }
}

function isReady({ status, exitCode, health, restartPolicy }: StackContainer): boolean {
  if (status === 'exited') return exitCode === 0 && restartPolicy === 'no';
  return status === 'running' && (health === null || health === 'healthy');
}

/** With a restart policy it may still come up. */
function hasFailed({ status, exitCode, restartPolicy }: StackContainer): boolean {
  return status === 'dead' || (status === 'exited' && exitCode !== 0 && restartPolicy === 'no');
}

async function failure(engine: DockerEngine, container: StackContainer, what: string, signal: AbortSignal): Promise<UserError> {
  const tail = await containerLog(engine, container.id, TAIL_LINES, signal).catch(() => []);
  const said = tail.length === 0 ? 'It printed nothing.' : `Its last lines:\n${tail.map((line) => `  | ${line}`).join('\n')}`;
  return new UserError(`${container.name} ${what}. ${said}`, {
    exitCode: EXIT.unreachable,
    where: container.name,
    try: 'bring the stack up by hand and see why; a container that needs longer has `stack.compose.readyTimeout`',
  });
}
