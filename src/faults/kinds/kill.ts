import { z } from 'zod';
import type { KillSettings } from '../fault-settings.ts';
import type { FaultKind } from './fault-kind.ts';
import { endingSignal } from './node-signal.ts';

export const kill: FaultKind<'kill'> = {
  type: 'kill',
  summary: 'Ends the processes or containers of a service; they are started again when the fault ends.',
  targetShape: 'service',
  held: true,
  mayRestoreItself: true,
  needsProtocol: false,
  schema: z.strictObject({ signal: endingSignal() }).transform(({ signal }): KillSettings => ({ type: 'kill', signal })),
  describe: ({ signal }) => `sends ${signal} and keeps it down`,
  proofWords: 'the process is gone from the process table, or the engine reports the container as ended',
  undoWords: 'starts it again; proven when it is ready, or (a container) runs',
};
