import { z } from 'zod';
import { formatDuration } from '../../units/duration.ts';
import { duration } from '../../units/quantity-schema.ts';
import type { StopSettings } from '../fault-settings.ts';
import type { FaultKind } from './fault-kind.ts';

export const stop: FaultKind<'stop'> = {
  type: 'stop',
  summary: 'Stops a container as `docker stop` does: its stop signal, then SIGKILL; it is started again when the fault ends.',
  targetShape: 'service',
  held: true,
  dockerOnly: true,
  mayRestoreItself: true,
  needsProtocol: false,
  schema: z
    .strictObject({ grace: duration('How long it has to end by itself before SIGKILL.').prefault('10s') })
    .transform(({ grace }): StopSettings => ({ type: 'stop', graceMs: grace })),
  describe: ({ graceMs }) => `stops the container, with ${formatDuration(graceMs)} to end by itself`,
  proofWords: 'the engine reports the container as not running',
  undoWords: 'starts the container again; proven gone when it runs',
};
