import type { PhaseRow } from '../report.ts';

/** The phase in which a bin's middle lies, of the last bin that of the part before the run's end; `null` outside of all. */
export function phaseAt(phases: readonly PhaseRow[], fromS: number, toS: number): PhaseRow['name'] | null {
  const endMs = phases.reduce((end, { toMs }) => Math.max(end, toMs), 0);
  const middleMs = (fromS * 1000 + Math.min(toS * 1000, endMs)) / 2;
  return phases.find((phase) => middleMs >= phase.fromMs && middleMs < phase.toMs)?.name ?? null;
}
