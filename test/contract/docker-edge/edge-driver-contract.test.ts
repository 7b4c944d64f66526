import { describe } from 'vitest';
import { hasTestEngine } from '../../setup/docker/find-engine.ts';
import { describeFaultDriver } from '../fault-driver/fault-driver-contract.ts';
import { edgeSubject } from './edge-subject.ts';

describe.skipIf(!hasTestEngine())('faults on edges between containers', () => {
  describeFaultDriver('docker-edge', [
    {
      title: 'latency',
      heldBy: 'leash',
      losses: ['server restarted', 'server recreated', 'client restarted', 'client recreated', 'client removed'],
      start: () => edgeSubject({ type: 'latency', latencyMs: 200, jitterMs: 0, direction: 'response' }),
    },
    {
      title: 'down, where the helper itself takes the rules back',
      heldBy: 'leash',
      start: () => edgeSubject({ type: 'down' }, 'helper'),
    },
  ]);
});
