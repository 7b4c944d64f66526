import type { SloFilter } from '../slo/slo-options.ts';
import type { PlannedLoad, PlannedSlo } from './run-plan.ts';

/** Of what a load offers in a phase, what an SLO's `where` lets through. */
export interface ExpectedSamples {
  /** No more than these. */
  readonly most: number;
  /** Exactly these, but for the draw; else, with an outcome or a status, the system decides how many. */
  readonly isKnown: boolean;
}

/** Arrivals that a load entry will offer in a phase, or in all judged ones. */
export function expectedIn({ expected }: PlannedLoad, phase: PlannedSlo['phase']): number {
  return phase === 'all' ? expected.baseline + expected.fault + expected.recovery : expected[phase];
}

export function expectedSamples(load: PlannedLoad, phase: PlannedSlo['phase'], where: SloFilter | null): ExpectedSamples {
  const { share, isKnown } = lookedAt(load, where);
  return { most: Math.round(expectedIn(load, phase) * share), isKnown };
}

/** The part of a load's arrivals that a `where` could let through. */
export function lookedAt({ endpoints }: PlannedLoad, where: SloFilter | null): { readonly share: number; readonly isKnown: boolean } {
  const isCounted = where === null || (where.outcome === null && where.status === null);
  if (where?.endpoint == null) return { share: 1, isKnown: isCounted };
  const shareOf = (name: string | null): number =>
    endpoints.reduce((sum, endpoint) => (endpoint.name === name ? sum + endpoint.share : sum), 0);
  // Whatever has no name before the run may come to this one in it.
  const unnamed = shareOf(null);
  return { share: shareOf(where.endpoint) + unnamed, isKnown: isCounted && unnamed === 0 };
}
