import type { PhaseRow } from '../report.ts';

/** The phase in which a bin's middle lies; `null` outside of all. */
export function phaseAt(phases: readonly PhaseRow[], fromS: number, toS: number): PhaseRow['name'] | null {
  const middleMs = ((fromS + toS) / 2) * 1000;
  return phases.find((phase) => middleMs >= phase.fromMs && middleMs < phase.toMs)?.name ?? null;
}
