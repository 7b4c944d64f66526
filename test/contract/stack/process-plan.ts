import { fileURLToPath } from 'node:url';
import type { ProcessSpec } from '../../../src/manifest/experiment.ts';
import type { PlannedEdge, RunPlan } from '../../../src/plan/run-plan.ts';
import { barePlan } from '../../fixtures/plans/bare-plan.ts';

export const SERVER = fileURLToPath(new URL('../../fixtures/services/server.js', import.meta.url));

/** A process that runs the fixture server, ready when it answers. */
export function service(name: string, more: Partial<ProcessSpec> = {}): ProcessSpec {
  return {
    name,
    command: ['node', SERVER],
    cwd: '/',
    env: {},
    ports: { http: 'auto' },
    replicas: 1,
    ready: { kind: 'http', port: 'http', path: '/', timeoutMs: 10_000 },
    startAfter: [],
    stopTimeoutMs: 2_000,
    ...more,
  };
}

/** A plan of nothing but processes. */
export function processPlan(processes: readonly ProcessSpec[], edges: readonly PlannedEdge[] = []): RunPlan {
  return barePlan({
    experiment: { stack: { kind: 'processes', processes } },
    instances: processes.flatMap(({ name, replicas }) =>
      Array.from({ length: replicas }, (_, index) => ({
        name: replicas === 1 ? name : `${name}-${index + 1}`,
        service: name,
        replica: index + 1,
      })),
    ),
    edges,
  });
}
