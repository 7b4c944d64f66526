import { z } from 'zod';
import type { DownSettings } from '../fault-settings.ts';
import type { FaultKind } from './fault-kind.ts';

export const down: FaultKind<'down'> = {
  type: 'down',
  summary: 'Takes an edge away: new connections are refused, those that stand are closed.',
  targetShape: 'edge',
  held: true,
  needsProtocol: false,
  schema: z.strictObject({}).transform((): DownSettings => ({ type: 'down' })),
  describe: () => 'refuses new connections and closes those that stand',
  proofWords: 'connections through the edge, from the client’s side, are refused',
  undoWords: 'enables the proxy again; proven gone when connections are accepted',
};
