import { parseQuantity, type QuantityGrammar, type UnitResult } from './parse-quantity.ts';

const GRAMMAR: QuantityGrammar = {
  what: 'a size',
  units: {
    B: { power: 0, times: 1 },
    kB: { power: 3, times: 1 },
    MB: { power: 6, times: 1 },
    GB: { power: 9, times: 1 },
    KiB: { power: 0, times: 2 ** 10 },
    MiB: { power: 0, times: 2 ** 20 },
    GiB: { power: 0, times: 2 ** 30 },
  },
  aliases: { k: 'KiB', ki: 'KiB', m: 'MiB', mi: 'MiB', g: 'GiB', gi: 'GiB', byte: 'B', bytes: 'B' },
  assumed: () => 'B',
  examples: '`64MiB`, `5kB`',
};

/** What `parseByteSize` accepts, for the JSON Schema. */
export const BYTE_SIZE_PATTERN = String.raw`\d+(\.\d+)?(B|[kMG]B|[KMG]iB)`;

/** Bytes: `kB` is a power of ten, `KiB` of two, as written. */
export function parseByteSize(text: string): UnitResult {
  return parseQuantity(text, GRAMMAR);
}

const BINARY = [
  ['GiB', 2 ** 30],
  ['MiB', 2 ** 20],
  ['KiB', 2 ** 10],
] as const;
const DECIMAL = [
  ['GB', 1e9],
  ['MB', 1e6],
  ['kB', 1e3],
] as const;

/** The largest unit of which it is a whole number: `64MiB`, `5kB`, `1500B`. */
export function formatByteSize(bytes: number): string {
  for (const [unit, size] of [...BINARY, ...DECIMAL]) {
    if (bytes >= size && bytes % size === 0) return `${bytes / size}${unit}`;
  }
  return `${bytes}B`;
}
