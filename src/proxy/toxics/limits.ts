import type { AttributeSpec } from '../toxic.ts';

/** A day: what is longer is a mistake, and timers stay far from their 2³¹ ms. */
const DAY_MS = 86_400_000;

export const MILLISECONDS = { kind: 'integer', least: 0, most: DAY_MS, unit: 'ms' } as const satisfies AttributeSpec;
export const MICROSECONDS = { kind: 'integer', least: 0, most: DAY_MS * 1_000, unit: 'µs' } as const satisfies AttributeSpec;
export const BYTES = { kind: 'integer', least: 0, most: Number.MAX_SAFE_INTEGER, unit: 'bytes' } as const satisfies AttributeSpec;
/** 1 KB = 1,000 bytes, as with Toxiproxy. */
export const KILOBYTES_PER_SECOND = { kind: 'integer', least: 0, most: 1e9, unit: 'KB/s' } as const satisfies AttributeSpec;

/** What a stage that hands every chunk on at once may hold: nothing is gained by more than one read. */
export const SMALL_CAPACITY = 64 * 1024;
