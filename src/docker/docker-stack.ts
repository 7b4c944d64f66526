import { EXIT, UserError } from '../errors/user-error.ts';
import type { DockerEngine } from './engine.ts';
import { listProject } from './stack-container.ts';
import type { StackContainer } from './stack-container.ts';

/** A compose project under test, on its engine. */
export interface DockerStack {
  readonly engine: DockerEngine;
  readonly project: string;
  readonly run: string;
  /** The container that stands for an instance now. Throws a UserError (exit 6) when there is none. */
  container(instance: string, signal: AbortSignal): Promise<StackContainer>;
  /** All of them, or those of one service. */
  list(signal: AbortSignal, service?: string): Promise<readonly StackContainer[]>;
  /** Tells the event log that what becomes of this instance until further notice is a fault's doing. */
  expectChange(instance: string): void;
  /** What becomes of it from now on is not. */
  unexpectChange(instance: string): void;
  isExpected(instance: string): boolean;
}

export function dockerStack(engine: DockerEngine, project: string, run: string): DockerStack {
  const expected = new Map<string, number>();
  const list: DockerStack['list'] = (signal, service) => listProject(engine, project, signal, service);
  return {
    engine,
    project,
    run,
    list,
    async container(instance, signal) {
      const all = await list(signal);
      const found = all.find((one) => one.instance === instance);
      if (found !== undefined) return found;
      throw new UserError(`there is no container for ${instance} in the project ${project}`, {
        exitCode: EXIT.unreachable,
        where: project,
        try: `its containers: ${all.map(({ name }) => name).join(', ') || 'none'}`,
      });
    },
    expectChange(instance) {
      expected.set(instance, (expected.get(instance) ?? 0) + 1);
    },
    unexpectChange(instance) {
      const left = (expected.get(instance) ?? 0) - 1;
      if (left > 0) expected.set(instance, left);
      else expected.delete(instance);
    },
    isExpected: (instance) => expected.has(instance),
  };
}
