import { z } from 'zod';
import type { CrashSettings } from '../fault-settings.ts';
import type { FaultKind } from './fault-kind.ts';
import { endingSignal } from './node-signal.ts';

export const crash: FaultKind<'crash'> = {
  type: 'crash',
  summary:
    'Kills the first process of a container from the host’s side, as a crash would end it: restart policies act. A fault of an instant.',
  targetShape: 'service',
  held: false,
  dockerOnly: true,
  mayRestoreItself: true,
  needsProtocol: false,
  schema: z.strictObject({ signal: endingSignal() }).transform(({ signal }): CrashSettings => ({ type: 'crash', signal })),
  describe: ({ signal }) => `sends ${signal} to the container’s first process, past the engine, so that its restart policy acts`,
  proofWords: 'the engine reports that the process which ran is gone',
  undoWords:
    'left to the restart policy; a container without one is started; proven gone when it runs, and is healthy where it has a health check',
};
