import { z } from 'zod';
import type { PauseSettings } from '../fault-settings.ts';
import type { FaultKind } from './fault-kind.ts';

export const pause: FaultKind<'pause'> = {
  type: 'pause',
  summary: 'Freezes the processes of a service (SIGSTOP): ports stay open, nothing answers.',
  targetShape: 'service',
  held: true,
  needsProtocol: false,
  schema: z.strictObject({}).transform((): PauseSettings => ({ type: 'pause' })),
  describe: () => 'freezes the process with SIGSTOP',
  proofWords: 'the kernel reports the process as stopped',
  undoWords: 'sends SIGCONT; proven when the process is no longer stopped',
};
