import type { ContainerInspectInfo } from 'dockerode';

const ENGINE_SOCKETS = /(?:^|\/)(?:docker|podman|containerd)\.sock$/u;

/** Why no fault may touch a container, in words that end a sentence; `null` where one may. */
export function untouchable({ HostConfig, Mounts }: Pick<ContainerInspectInfo, 'HostConfig' | 'Mounts'>): string | null {
  if (HostConfig.NetworkMode === 'host') return 'it shares the network of the engine’s machine';
  if (HostConfig.NetworkMode?.startsWith('container:') === true) return 'it shares the network of another container';
  if (HostConfig.PidMode === 'host') return 'it shares the processes of the engine’s machine';
  if (HostConfig.Privileged === true) return 'it is privileged: it can touch the engine’s machine';
  if ((Mounts ?? []).some(({ Source }) => ENGINE_SOCKETS.test(Source)))
    return 'it holds the engine’s socket: it is part of the infrastructure';
  return null;
}
