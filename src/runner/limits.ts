/** How long the parts of a fault may take, ms. Each gets a signal of its own; none can hang a run. */
export const INJECT_LIMIT_MS = 15_000;
/** A proof that is not there after this long is not there: the fault is unproven. */
export const PROVE_LIMIT_MS = 10_000;
/** A proof has so long even of a fault that is shorter: on a busy machine it is not there at once. */
export const LEAST_PROVE_MS = 3_000;
export const UNDO_LIMIT_MS = 10_000;
/** A healed system may need a moment (TCP retransmits, a start-up) before it can be seen to be healed. */
export const GONE_LIMIT_MS = 10_000;
export const RETRY_PAUSE_MS = 150;
/** Pauses before the second, third … attempt at an undo that failed. */
export const UNDO_BACKOFF_MS = [200, 1_000, 3_000] as const;
