import { z } from 'zod';
import { formatDuration } from '../../units/duration.ts';
import { duration } from '../../units/quantity-schema.ts';
import type { LatencySettings } from '../fault-settings.ts';
import type { FaultKind } from './fault-kind.ts';
import { shareFields, shareOf, shareWords } from './toxic-share.ts';

const WHERE: Record<LatencySettings['direction'], string> = {
  response: 'to each round trip, on the way back',
  request: 'to each round trip, on the way there',
  both: 'each way, so twice to each round trip',
};

export const latency: FaultKind<'latency'> = {
  type: 'latency',
  summary: 'Delays the data on an edge.',
  targetShape: 'edge',
  held: true,
  needsProtocol: true,
  schema: z
    .strictObject({
      latency: duration('How much later the data arrives.', { positive: true }),
      jitter: duration('Uniform, plus or minus; drawn from the seed.').prefault('0s'),
      direction: z
        .enum(['response', 'request', 'both'])
        .default('response')
        .describe('Which way is delayed. `response` and `request` add to the round trip once, `both` twice.'),
      ...shareFields(),
    })
    .transform(({ latency: latencyMs, jitter: jitterMs, direction, ...share }): LatencySettings => ({
      type: 'latency',
      latencyMs,
      jitterMs,
      direction,
      ...shareOf(share),
    }))
    .refine(({ jitterMs, latencyMs }) => jitterMs <= latencyMs, {
      message: '`jitter` is more than `latency`: no delay is negative',
      path: ['jitter'],
    })
    .refine(({ direction, toxicity: ratio }) => direction !== 'both' || ratio === undefined, {
      message: 'with a `toxicity`, each way would hit connections of its own: `direction: both` would meet more of them',
      path: ['direction'],
    }),
  describe: ({ latencyMs, jitterMs, direction, ...share }) =>
    `adds ${formatDuration(latencyMs)}${jitterMs > 0 ? ` ± ${formatDuration(jitterMs)}` : ''} ${WHERE[direction]}${shareWords(share)}`,
  proofWords: 'exchanges through the edge, from the client’s side, take that much longer than before',
  undoWords: 'removes the toxic; proven gone when exchanges take as long as before',
};
