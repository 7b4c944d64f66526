import type { ContainerProbeSpec } from '../manifest/probe-spec.ts';
import { formatValueExpectation, valueHolds } from '../manifest/value-expectation.ts';
import { answered, unasked } from './answers.ts';
import type { ContainerInspector, InspectedContainer } from './container-inspector.ts';
import type { Answered, Prober } from './prober.ts';

/** Its value is the restarts of all of the service's containers together, where all are known. */
export function createContainerProbe(spec: ContainerProbeSpec, inspector: ContainerInspector): Prober {
  return {
    spec,
    async ask(signal) {
      try {
        return judgeContainers(spec, await inspector.inspectService(spec.service, signal));
      } catch (error) {
        return unasked(`the engine does not answer: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
  };
}

/** Every container must be as expected, and there must be one. */
export function judgeContainers({ service, expect }: ContainerProbeSpec, containers: readonly InspectedContainer[]): Answered {
  if (containers.length === 0) return answered(null, 'restarts', [`${service} has no container`]);
  const restarts = containers.reduce<number | null>((sum, one) => (sum === null || one.restarts === null ? null : sum + one.restarts), 0);
  const complaints = containers.flatMap(({ name, state, health, restarts: times }) => {
    const { restarts: allowed } = expect;
    return [
      state === expect.state ? null : `${name} is ${state}, not ${expect.state}`,
      expect.health === null || health === expect.health ? null : `${name}'s health is ${health}, not ${expect.health}`,
      allowed === null || (times !== null && valueHolds(allowed, times))
        ? null
        : times === null
          ? `how often ${name} was restarted is not known while it is ${state}`
          : `${name} was restarted ${times} times, not ${formatValueExpectation(allowed)}`,
    ];
  });
  return answered(restarts, 'restarts', complaints);
}
