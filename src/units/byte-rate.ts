import { formatByteSize } from './byte-size.ts';
import { parseQuantity, type QuantityGrammar, type UnitResult } from './parse-quantity.ts';

const GRAMMAR: QuantityGrammar = {
  what: 'a rate of data',
  units: {
    'B/s': { power: 0, times: 1 },
    'kB/s': { power: 3, times: 1 },
    'MB/s': { power: 6, times: 1 },
    'GB/s': { power: 9, times: 1 },
    'KiB/s': { power: 0, times: 2 ** 10 },
    'MiB/s': { power: 0, times: 2 ** 20 },
    'GiB/s': { power: 0, times: 2 ** 30 },
  },
  aliases: { kb: 'kB/s', mb: 'MB/s', gb: 'GB/s', kbps: 'kB/s', 'k/s': 'KiB/s', 'm/s': 'MiB/s', b: 'B/s' },
  assumed: () => 'kB/s',
  examples: '`100kB/s`, `2MiB/s`',
};

/** What `parseByteRate` accepts, for the JSON Schema. */
export const BYTE_RATE_PATTERN = String.raw`\d+(\.\d+)?(B|[kMG]B|[KMG]iB)/s`;

/** Bytes per second: `kB/s` is a power of ten, `KiB/s` of two, as written. */
export function parseByteRate(text: string): UnitResult {
  return parseQuantity(text, GRAMMAR);
}

/** `100kB/s`. */
export function formatByteRate(bytesPerSecond: number): string {
  return `${formatByteSize(bytesPerSecond)}/s`;
}
