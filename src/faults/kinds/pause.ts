import { z } from 'zod';
import type { PauseSettings } from '../fault-settings.ts';
import type { FaultKind } from './fault-kind.ts';

export const pause: FaultKind<'pause'> = {
  type: 'pause',
  summary: 'Freezes the processes or containers of a service: ports stay open, nothing answers.',
  targetShape: 'service',
  held: true,
  needsProtocol: false,
  schema: z.strictObject({}).transform((): PauseSettings => ({ type: 'pause' })),
  describe: () => 'freezes it (SIGSTOP; a container with the kernel’s freezer)',
  proofWords: 'the kernel reports the process as stopped, or the engine the container as paused',
  undoWords: 'lets it go on; proven when it is no longer stopped',
};
