import { z } from 'zod';
import type { RestartSettings } from '../fault-settings.ts';
import type { FaultKind } from './fault-kind.ts';
import { endingSignal } from './node-signal.ts';

export const restart: FaultKind<'restart'> = {
  type: 'restart',
  summary: 'Ends the processes or containers of a service and starts them again at once: a fault of an instant.',
  targetShape: 'service',
  held: false,
  needsProtocol: false,
  schema: z.strictObject({ signal: endingSignal() }).transform(({ signal }): RestartSettings => ({ type: 'restart', signal })),
  describe: ({ signal }) => `sends ${signal} and starts it again at once`,
  proofWords: 'another process runs where the old one ran',
  undoWords: 'nothing is held; proven gone when the new one is ready',
};
