import type { DockerStack } from '../docker/docker-stack.ts';
import type { StackContainer } from '../docker/stack-container.ts';
import type { ContainerHealth } from '../manifest/probe-spec.ts';
import type { ContainerInspector } from '../probes/container-inspector.ts';

/** The containers of a compose project, as a probe asks for them. */
export function inspectStack(stack: Pick<DockerStack, 'list'>): ContainerInspector {
  return {
    async inspectService(service, signal) {
      const containers = await stack.list(signal, service);
      return containers.map(({ name, status: state, health, restarts }) => ({ name, state, health: healthOf(health), restarts }));
    },
  };
}

/** What an engine of the future may call it is nothing that anybody can have expected. */
function healthOf(health: StackContainer['health']): ContainerHealth {
  switch (health) {
    case 'starting':
    case 'healthy':
    case 'unhealthy':
      return health;
    default:
      return 'none';
  }
}
