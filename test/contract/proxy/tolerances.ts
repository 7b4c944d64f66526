import { expect } from 'vitest';

/**
 * What the conformance suite lets both servers be off by. A busy machine makes everything late, by a lot at times, and nothing early: so
 * wide above, tight below. The benchmark (`npm run bench:proxy`) holds them to less, on a quiet one.
 */
export const TOLERANCES = {
  /** Timers of whole milliseconds on either side of the wire. */
  earlyMs: 10,
  /** For an answer or an end to come: two processes and the kernel have to get their turn. */
  lateMs: 500,
  /** For an answer that nothing delays, where a delay of 300 ms must be told from none. */
  undelayedMs: 150,
  /** For each piece that a toxic sends by itself, beside its own delay. */
  latePieceMs: 3,
} as const;

/** The time that a toxic took, within the tolerances of what was asked of it. */
export function expectTook(tookMs: number, askedMs: number, { most = askedMs }: { readonly most?: number } = {}): void {
  expect(tookMs).toBeGreaterThan(askedMs - TOLERANCES.earlyMs);
  expect(tookMs).toBeLessThan(most + TOLERANCES.lateMs);
}
