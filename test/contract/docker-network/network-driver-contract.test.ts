import { describe } from 'vitest';
import type { FaultSettings } from '../../../src/faults/fault-settings.ts';
import { hasTestEngine } from '../../setup/docker/find-engine.ts';
import { describeFaultDriver } from '../fault-driver/fault-driver-contract.ts';
import { networkSubject, oneOf } from './network-subject.ts';

const groups = { kind: 'groups', name: 'split', groups: [['api', 'db'], ['redis']] } as const;
const partition: FaultSettings = { type: 'partition', direction: 'both', port: null, action: 'drop' };
const isolate: FaultSettings = { type: 'isolate', direction: 'both', port: null, action: 'reject' };

describe.skipIf(!hasTestEngine())('faults on the network of containers', () => {
  describeFaultDriver('docker-network', [
    {
      title: 'partition',
      heldBy: 'leash',
      losses: ['restarted', 'recreated'],
      start: () => networkSubject(partition, groups),
    },
    { title: 'isolate, rejecting', heldBy: 'leash', part: 'effect', start: () => networkSubject(isolate, oneOf('redis')) },
    {
      title: 'loss of half the packets',
      heldBy: 'leash',
      part: 'effect',
      start: () => networkSubject({ type: 'loss', rate: 0.5, direction: 'both', port: null }, oneOf('redis')),
    },
    {
      title: 'dns that fails',
      heldBy: 'leash',
      losses: ['restarted', 'recreated'],
      start: () => networkSubject({ type: 'dns', mode: 'error' }, oneOf('redis')),
    },
    {
      title: 'dns that times out',
      heldBy: 'leash',
      part: 'effect',
      start: () => networkSubject({ type: 'dns', mode: 'timeout' }, oneOf('redis')),
    },
    {
      title: 'isolate, where the helper itself takes the rules back',
      heldBy: 'leash',
      start: () => networkSubject({ ...isolate, action: 'drop' }, oneOf('redis'), 'helper'),
    },
  ]);
});
