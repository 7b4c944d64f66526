import type { HostConfig } from 'dockerode';
import type { DockerEngine } from '../../../src/docker/engine.ts';
import type { FaultSettings } from '../../../src/faults/fault-settings.ts';
import { testEngine } from '../../setup/docker/find-engine.ts';
import { testImage } from '../../setup/docker/test-images.ts';
import { labelledStack } from '../docker-network/labelled-stack.ts';
import type { LabelledStack } from '../docker-network/labelled-stack.ts';
import { oneOf, plannedFault } from '../docker-network/network-subject.ts';
import { containerState } from '../fault-driver/container-state.ts';
import type { FaultSubject } from '../fault-driver/fault-driver-contract.ts';
import type { ResourceDriver } from './resource-driver-source.ts';

const MIB = 2 ** 20;
/** A disk of its own: small, and in memory, because no other can be had everywhere. */
export const OWN_DISK: HostConfig = { Tmpfs: { '/data': `rw,size=${32 * MIB},mode=1777` } };
/** Wants all the CPU that it can get. */
export const BUSY = ['sh', '-c', 'while :; do :; done'];
export const IDLE = ['sleep', '1000000'];

export type Loss = 'removed' | 'recreated' | 'restarted';

export interface SubjectOptions {
  readonly settings: FaultSettings;
  readonly loss?: Loss;
  readonly command?: readonly string[];
  readonly hostConfig?: HostConfig;
  readonly allowHostDisk?: boolean;
}

export interface ResourceSubject extends FaultSubject {
  readonly engine: DockerEngine;
  readonly stack: LabelledStack;
}

/** One service, and a fault on what its container may use. */
export async function resourceSubject(options: SubjectOptions): Promise<ResourceSubject> {
  const { settings, loss = 'removed', command = IDLE, hostConfig = {}, allowHostDisk = false } = options;
  const engine = await testEngine();
  const stack = await labelledStack(engine, await testImage(engine, 'base'), []);
  const start = (): Promise<string> => stack.add('worker', { command, hostConfig });
  await start();
  const lose = async (how: string): Promise<void> => {
    if (how === 'restarted') return stack.restart('worker');
    await stack.remove('worker');
    if (how === 'recreated') await start();
  };
  const module = new URL('./resource-driver-source.ts', import.meta.url).href;
  const common = { driver: driverOf(settings), run: stack.run, url: engine.address.url, allowHostDisk };
  return {
    engine,
    stack,
    fault: plannedFault(settings, oneOf('worker')),
    injector: { module, input: { ...common, project: stack.project } },
    watchdog: { module, input: { ...common, project: null } },
    state: async () => containerState(engine, await stack.idOf('worker')),
    loseTarget: () => lose(loss),
    lose,
    dispose: () => stack.dispose(),
  };
}

export function driverOf({ type }: FaultSettings): ResourceDriver {
  switch (type) {
    case 'disk_fill':
    case 'cpu_burn':
    case 'memory_pressure':
      return 'held';
    case 'fd_limit':
      return 'descriptors';
    default:
      return 'limits';
  }
}
