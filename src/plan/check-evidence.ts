import { formatSloExpression } from '../slo/format-slo-expression.ts';
import { momentOf } from '../slo/moment-metric.ts';
import { formatDuration } from '../units/duration.ts';
import { expectedIn } from './plan-slos.ts';
import { refusal } from './refuse-plan.ts';
import type { PlannedLoad, PlannedSlo } from './run-plan.ts';

/** How sure one can be that the arrivals suffice: a few bad ones raise the number needed. */
export type Evidence = 'enough' | 'thin' | 'not applicable';

/** `thin` below twice the least number, which supposes that not one arrival is bad. 0 expected: nobody knows how many there will be. */
export function evidenceOf(expected: number, required: number): Evidence {
  if (required === 0 || expected === 0) return 'not applicable';
  return expected < 2 * required ? 'thin' : 'enough';
}

/**
 * Throws a UserError for an SLO that could not pass whatever happens: its phase, or the baseline that it gates, sees too few
 * arrivals.
 */
export function checkEvidence(slos: readonly PlannedSlo[], loads: readonly PlannedLoad[]): void {
  for (const slo of slos) {
    const load = loads.find(({ name }) => name === slo.load);
    // How many requests a closed load will send nobody knows.
    if (load === undefined || load.model === 'closed') continue;
    if (expectedIn(load, slo.phase) === 0)
      throw refusal(
        `\`${formatSloExpression(slo.spec.expression)}\` could not be decided, whatever happens: ${slo.phase === 'all' ? 'the whole run' : `the ${slo.phase} phase`} sees no arrival of \`${load.name}\``,
        slo.spec.position,
        'Give the phase a length, begin the load earlier, or judge another phase.',
      );
    if (slo.requiredSamples === 0) continue;
    for (const phase of new Set([slo.phase, ...(slo.gate ? (['baseline'] as const) : [])])) {
      const expected = expectedIn(load, phase);
      if (expected >= slo.requiredSamples) continue;
      const where = phase === 'all' ? 'the whole run' : `the ${phase} phase`;
      const message = `\`${formatSloExpression(slo.spec.expression)}\` could not pass, whatever happens: it needs ${count(slo.requiredSamples)} arrivals, and ${where} sees ${count(expected)} of \`${load.name}\``;
      const needed = formatDuration(Math.ceil(slo.requiredSamples / load.peakRate) * 1000);
      const gate = phase === slo.phase ? '' : ' (an SLO without a `phase` must hold in the baseline first)';
      throw refusal(
        message,
        slo.spec.position,
        `Make that phase ${needed} or longer${gate}, raise the rate, or ${momentOf(slo.spec.expression) === null ? 'ask for a lower percentile' : 'compare the value as it is (`confidence: off`)'}.`,
      );
    }
  }
}

/** SLOs that a handful of bad arrivals would leave undecided. */
export function thinEvidence(slos: readonly PlannedSlo[]): string[] {
  return slos
    .filter(({ expectedSamples, requiredSamples }) => evidenceOf(expectedSamples, requiredSamples) === 'thin')
    .map(
      ({ id, expectedSamples, requiredSamples }) =>
        `SLO \`${id}\` sees ${count(expectedSamples)} arrivals, little more than the ${count(requiredSamples)} that suffice only if none of them is bad`,
    );
}

export function count(n: number): string {
  return n.toLocaleString('en-US');
}
