import type { DockerEngine } from '../../../src/docker/engine.ts';
import type { FaultSettings } from '../../../src/faults/fault-settings.ts';
import type { PlannedFault } from '../../../src/plan/run-plan.ts';
import { testEngine } from '../../setup/docker/find-engine.ts';
import { testImage } from '../../setup/docker/test-images.ts';
import { labelledStack } from '../docker-network/labelled-stack.ts';
import type { LabelledStack, ServiceOptions } from '../docker-network/labelled-stack.ts';
import { containerState } from '../fault-driver/container-state.ts';
import type { FaultSubject } from '../fault-driver/fault-driver-contract.ts';

/** What becomes of the target while the fault is held. */
export type Loss = 'removed' | 'recreated' | 'restarted';

export interface ContainerSubject extends FaultSubject {
  readonly engine: DockerEngine;
  readonly stack: LabelledStack;
}

export function faultOn(settings: FaultSettings, restore: 'us' | 'self' = 'us'): PlannedFault {
  const target = { kind: 'instances', name: 'api', drawn: ['api'], candidates: ['api'] } as const;
  return { id: 'broken', settings, target, atMs: 0, forMs: 60_000, restore, seed: 1 };
}

/** A first process without a handler would ignore it. */
export const ENDS_ON_SIGINT: ServiceOptions = {
  restart: 'always',
  command: ['sh', '-c', 'trap "exit 3" INT; httpd -f -p 8080 -h / & wait'],
};

/** One service, and a fault on its container. */
export async function containerSubject(settings: FaultSettings, loss: Loss, api: ServiceOptions = {}): Promise<ContainerSubject> {
  const engine = await testEngine();
  const stack = await labelledStack(engine, await testImage(engine, 'base'), []);
  await stack.add('api', api);
  const module = new URL('./container-driver-source.ts', import.meta.url).href;
  const common = { run: stack.run, url: engine.address.url };
  return {
    engine,
    stack,
    fault: faultOn(settings),
    injector: { module, input: { ...common, project: stack.project } },
    watchdog: { module, input: { ...common, project: null } },
    state: async () => containerState(engine, await stack.idOf('api')),
    async loseTarget() {
      if (loss === 'restarted') return stack.restart('api');
      await stack.remove('api');
      if (loss === 'recreated') await stack.add('api', api);
    },
    dispose: () => stack.dispose(),
  };
}
