import type { RunState } from './run-state.ts';

/** Shares of this machine's CPU that its host took, 0–1: over all seconds, and in the worst one. */
export interface StolenShare {
  readonly mean: number;
  readonly worstSecond: number;
}

/** Over the judged phases; `null` where no second is known. */
export function stolenShare({ generator, header }: RunState): StolenShare | null {
  const judgedFromMs = header?.timeline.baselineFromMs ?? 0;
  const shares = [...generator.seconds].flatMap(([second, { stolenShare: share }]) =>
    second * 1000 < judgedFromMs || share === null ? [] : [share],
  );
  if (shares.length === 0) return null;
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  // Not `Math.max(...)`: there may be more seconds than a call can have arguments.
  return { mean, worstSecond: shares.reduce((worst, share) => Math.max(worst, share)) };
}
