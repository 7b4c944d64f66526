import { describe } from 'vitest';
import type { FaultSettings } from '../../../src/faults/fault-settings.ts';
import { hasTestEngine } from '../../setup/docker/find-engine.ts';
import { describeFaultDriver } from '../fault-driver/fault-driver-contract.ts';
import { containerSubject, ENDS_ON_SIGINT } from './container-subject.ts';
import type { ServiceOptions } from '../docker-network/labelled-stack.ts';
import type { Loss } from './container-subject.ts';

/** Each kind once; every kind with every loss of its target is in container-faults.test.ts. */
const CASES: readonly { readonly settings: FaultSettings; readonly loss: Loss; readonly api?: ServiceOptions }[] = [
  { settings: { type: 'pause' }, loss: 'removed' },
  { settings: { type: 'kill', signal: 'SIGKILL' }, loss: 'recreated' },
  { settings: { type: 'stop', graceMs: 0 }, loss: 'restarted' },
  { settings: { type: 'restart', signal: 'SIGKILL' }, loss: 'recreated' },
  // Past the engine, of a container that its policy would start again.
  { settings: { type: 'kill', signal: 'SIGINT' }, loss: 'recreated', api: ENDS_ON_SIGINT },
];

describe.skipIf(!hasTestEngine())('containers', () => {
  describeFaultDriver(
    'docker-container',
    CASES.map(({ settings, loss, api }) => ({
      title: `${settings.type}${api === undefined ? '' : ' by another signal, restart policy live'}, target ${loss}`,
      ...(api === undefined ? {} : { part: 'effect' as const }),
      start: () => containerSubject(settings, loss, api),
    })),
  );
});
