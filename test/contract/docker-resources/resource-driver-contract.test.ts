import { describe } from 'vitest';
import { restoresOf } from '../../../src/faults/kinds/restores.ts';
import { hasTestEngine } from '../../setup/docker/find-engine.ts';
import { describeFaultDriver } from '../fault-driver/fault-driver-contract.ts';
import { BUSY, OWN_DISK, resourceSubject } from './resource-subject.ts';

const MIB = 2 ** 20;
const fillUp = { type: 'disk_fill', path: '/data', until: { leftBytes: 0 }, atMostBytes: null } as const;

describe.skipIf(!hasTestEngine())('faults on what containers may use', () => {
  describeFaultDriver('docker-limits', [
    {
      title: 'a tenth of a core, target restarted',
      losses: ['recreated', 'removed'],
      start: () => resourceSubject({ settings: { type: 'cpu_throttle', cpus: 0.1 }, command: BUSY, loss: 'restarted' }),
    },
    {
      title: 'a memory limit, target removed',
      start: () => resourceSubject({ settings: { type: 'memory_limit', limitBytes: 32 * MIB }, loss: 'removed' }),
    },
    {
      title: 'a memory limit below the one it had, target restarted',
      part: 'effect',
      restores: restoresOf('memory_limit', 'container', true),
      start: () =>
        resourceSubject({
          settings: { type: 'memory_limit', limitBytes: 32 * MIB },
          hostConfig: { Memory: 64 * MIB, MemorySwap: 96 * MIB },
          loss: 'restarted',
        }),
    },
    {
      title: 'no more processes, target recreated',
      start: () => resourceSubject({ settings: { type: 'pids_limit', most: { left: 0 } }, loss: 'recreated' }),
    },
  ]);
  describeFaultDriver('docker-descriptors', [
    {
      title: 'sixteen open files, target restarted',
      losses: ['recreated', 'removed'],
      start: () => resourceSubject({ settings: { type: 'fd_limit', limit: 16 }, loss: 'restarted' }),
    },
  ]);
  describeFaultDriver('docker-held', [
    {
      title: 'a full disk, target restarted',
      heldBy: 'leash',
      losses: ['recreated', 'removed'],
      start: () => resourceSubject({ settings: fillUp, hostConfig: OWN_DISK, loss: 'restarted' }),
    },
    {
      title: 'CPU burnt, target removed',
      heldBy: 'leash',
      start: () => resourceSubject({ settings: { type: 'cpu_burn', workers: 1 }, loss: 'removed' }),
    },
    {
      title: 'memory held, target recreated',
      heldBy: 'leash',
      start: () => resourceSubject({ settings: { type: 'memory_pressure', amount: { bytes: 32 * MIB } }, loss: 'recreated' }),
    },
  ]);
});
