import { z } from 'zod';
import type { DnsSettings } from '../fault-settings.ts';
import type { FaultKind } from './fault-kind.ts';

export const dns: FaultKind<'dns'> = {
  type: 'dns',
  summary: 'Makes every name lookup of a service’s containers fail; connections that stand go on.',
  targetShape: 'service',
  held: true,
  dockerOnly: true,
  needsProtocol: false,
  schema: z
    .strictObject({
      mode: z
        .enum(['error', 'timeout'])
        .default('error')
        .describe('`error`: lookups fail at once (EAI_AGAIN). `timeout`: they are never answered, and fail when the resolver gives up.'),
    })
    .transform(({ mode }): DnsSettings => ({ type: 'dns', mode })),
  describe: ({ mode }) =>
    mode === 'error' ? 'makes name lookups fail at once' : 'leaves name lookups without an answer, until they time out',
  proofWords: 'a name that was answered before gets no answer, asked from inside the container’s own network',
  undoWords: 'ends the helper that holds the rules, which go with it; proven gone when the name is answered again',
};
