import type { AttributeSpec } from '../toxic.ts';

/** A day: what is longer is a mistake, and timers stay far from their 2³¹ ms. */
const DAY_MS = 86_400_000;

export const MILLISECONDS: AttributeSpec = { least: 0, most: DAY_MS, unit: 'ms' };
export const MICROSECONDS: AttributeSpec = { least: 0, most: DAY_MS * 1_000, unit: 'µs' };
export const BYTES: AttributeSpec = { least: 0, most: Number.MAX_SAFE_INTEGER, unit: 'bytes' };
/** 1 KB = 1,000 bytes, as with Toxiproxy. */
export const KILOBYTES_PER_SECOND: AttributeSpec = { least: 0, most: 1e9, unit: 'KB/s' };

/** What a stage that hands every chunk on at once may hold: nothing is gained by more than one read. */
export const SMALL_CAPACITY = 64 * 1024;
