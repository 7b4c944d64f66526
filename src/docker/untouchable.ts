import type { ContainerInspectInfo } from 'dockerode';
import { whyUntouchable } from './why-untouchable.ts';

/** Why no fault may touch a container, in words that end a sentence; `null` where one may. */
export function untouchable({ HostConfig, Mounts }: Pick<ContainerInspectInfo, 'HostConfig' | 'Mounts'>): string | null {
  return whyUntouchable({
    networkMode: HostConfig.NetworkMode ?? '',
    pidMode: HostConfig.PidMode ?? '',
    privileged: HostConfig.Privileged === true,
    capabilities: textsOf(HostConfig.CapAdd),
    sources: (Mounts ?? []).flatMap(({ Type, Source }) => (Type === 'bind' || Type === undefined ? [Source ?? ''] : [])),
  });
}

/** The client's types leave open what it is. */
function textsOf(list: unknown): string[] {
  return Array.isArray(list) ? list.map(String) : [];
}
