import { z } from 'zod';
import { formatByteSize } from '../../units/byte-size.ts';
import { formatDuration } from '../../units/duration.ts';
import { byteSize, duration } from '../../units/quantity-schema.ts';
import type { SlicerSettings } from '../fault-settings.ts';
import type { FaultKind } from './fault-kind.ts';
import { shareFields, shareOf, shareWords } from './toxic-share.ts';

export const slicer: FaultKind<'slicer'> = {
  type: 'slicer',
  summary: 'Cuts answers into small pieces.',
  targetShape: 'edge',
  held: true,
  needsProtocol: true,

  schema: z
    .strictObject({
      size: byteSize('Of a piece, on average.', { positive: true }),
      variation: byteSize('Plus or minus.').prefault('0B'),
      delay: duration('Between two pieces; without it the kernel may join them again.').prefault('1ms'),
      ...shareFields(),
    })
    .transform(({ size, variation, delay: delayMs, ...share }): SlicerSettings => ({
      type: 'slicer',
      size,
      variation,
      delayMs,
      ...shareOf(share),
    }))
    .refine(({ size, variation }) => variation < size, { message: '`variation` must be less than `size`', path: ['variation'] }),
  describe: (settings) => {
    const { size, delayMs } = settings;
    return `cuts answers into pieces of ${formatByteSize(size)}, one each ${formatDuration(delayMs)}${shareWords(settings)}`;
  },
  proofWords: 'an answer comes in pieces of that size, and in larger ones past the fault',
  undoWords: 'removes the toxic; proven gone when answers come in one piece again',
};
