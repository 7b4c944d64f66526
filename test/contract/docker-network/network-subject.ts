import type { LeashClass } from '../../../src/docker/leash/nft-leash.ts';
import type { FaultSettings } from '../../../src/faults/fault-settings.ts';
import type { PlannedFault, PlannedTarget } from '../../../src/plan/run-plan.ts';
import { testEngine } from '../../setup/docker/find-engine.ts';
import { testImage } from '../../setup/docker/test-images.ts';
import { containerState, packetRules } from '../fault-driver/container-state.ts';
import type { FaultSubject } from '../fault-driver/fault-driver-contract.ts';
import { labelledStack } from './labelled-stack.ts';

export const oneOf = (instance: string): PlannedTarget => ({
  kind: 'instances',
  name: instance,
  drawn: [instance],
  candidates: [instance],
});

export function plannedFault(settings: FaultSettings, target: PlannedTarget, id = 'broken'): PlannedFault {
  return { id, settings, target, atMs: 0, forMs: 60_000, seed: 1 };
}

/** Three services on one network, and a fault on them. */
export async function networkSubject(
  settings: FaultSettings,
  target: PlannedTarget,
  leashClass: LeashClass = 'kernel',
): Promise<FaultSubject> {
  const engine = await testEngine();
  const stack = await labelledStack(engine, await testImage(engine, 'base'), ['api', 'redis', 'db']);
  const module = new URL('./network-driver-source.ts', import.meta.url).href;
  const common = { run: stack.run, url: engine.address.url, class: leashClass };
  return {
    fault: plannedFault(settings, target),
    injector: { module, input: { ...common, project: stack.project } },
    watchdog: { module, input: { ...common, project: null } },
    async state() {
      const id = await stack.idOf('redis');
      return { ...(await containerState(engine, id)), 'packet rules': await packetRules(engine, id, stack.run) };
    },
    loseTarget: () => stack.remove('redis'),
    async lose(loss) {
      if (loss === 'restarted') return stack.restart('redis');
      await stack.remove('redis');
      if (loss === 'recreated') await stack.add('redis');
    },
    dispose: () => stack.dispose(),
  };
}
