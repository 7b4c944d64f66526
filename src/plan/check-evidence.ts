import { decides } from '../slo/decides.ts';
import { formatSloExpression } from '../slo/format-slo-expression.ts';
import { momentOf } from '../slo/moment-metric.ts';
import { requiredForChange } from '../slo/required-samples.ts';
import { describeFilter } from '../slo/slo-options.ts';
import { formatDuration } from '../units/duration.ts';
import { expectedSamples, lookedAt } from './expected-samples.ts';
import { refusal } from './refuse-plan.ts';
import type { PlannedLoad, PlannedSlo } from './run-plan.ts';

/** How sure one can be that the arrivals suffice: a few bad ones raise the number needed. */
export type Evidence = 'enough' | 'thin' | 'not applicable';

/** `thin` below twice the least number, which supposes that not one arrival is bad. `null` expected: nobody knows how many there will be. */
export function evidenceOf(expected: number | null, required: number): Evidence {
  if (required === 0 || expected === 0 || expected === null) return 'not applicable';
  return expected < 2 * required ? 'thin' : 'enough';
}

/** The fewest arrivals of its phase with which an SLO could pass; 0 where no such notion applies. */
export function leastSamples({ requiredSamples, spec }: PlannedSlo): number {
  return Math.max(requiredSamples, requiredForChange(spec.expression, spec.confidence)?.phase ?? 0);
}

/**
 * Throws a UserError for an SLO that decides something and could not pass whatever happens: its phase, or the baseline that it gates, sees too few
 * arrivals of the kind that it looks at.
 */
export function checkEvidence(slos: readonly PlannedSlo[], loads: readonly PlannedLoad[]): void {
  for (const slo of slos.filter(({ spec }) => decides(spec))) {
    const load = loads.find(({ name }) => name === slo.load);
    // How many requests a closed load will send nobody knows.
    if (load === undefined || load.model === 'closed') continue;
    const isChange = slo.spec.expression.metric.kind === 'vs_baseline';
    checkAny(slo, load, slo.phase);
    if (isChange) checkAny(slo, load, 'baseline');
    checkPhase(slo, load, slo.phase, leastSamples(slo));
    if (slo.gate) checkPhase(slo, load, 'baseline', slo.requiredSamples);
    if (isChange) checkPhase(slo, load, 'baseline', leastInBaseline(slo));
  }
}

/** Of a change: `minSamples` asks it of both sides. */
function leastInBaseline({ requiredSamples, spec }: PlannedSlo): number {
  return Math.max(requiredSamples, requiredForChange(spec.expression, spec.confidence)?.baseline ?? 0);
}

function checkAny(slo: PlannedSlo, load: PlannedLoad, phase: PlannedSlo['phase']): void {
  const { where, expression, position } = slo.spec;
  if (expectedSamples(load, phase, where).most > 0) return;
  throw refusal(
    `\`${formatSloExpression(expression)}\` could not be decided, whatever happens: ${nameOf(phase)} sees no arrival of ${seenOf(load, slo)}`,
    position,
    where === null
      ? `Give the phase a length, begin the load earlier, or ${phase === slo.phase ? 'judge another phase' : 'compare another load'}.`
      : 'Say with `load:` which load has that endpoint, give it a weight, or take `where` away.',
  );
}

function checkPhase(slo: PlannedSlo, load: PlannedLoad, phase: PlannedSlo['phase'], least: number): void {
  const { expression, where, position } = slo.spec;
  const { most, isKnown } = expectedSamples(load, phase, where);
  if (most >= least) return;
  const sees = `${nameOf(phase)} sees ${isKnown ? '' : 'at most '}${count(most)} of ${seenOf(load, slo)}`;
  const rate = load.peakRate * lookedAt(load, where).share;
  const needed = formatDuration(Math.ceil(least / rate) * 1000);
  const gate = phase === slo.phase || !slo.gate ? '' : ' (an SLO without a `phase` must hold in the baseline first)';
  throw refusal(
    `\`${formatSloExpression(expression)}\` could not pass, whatever happens: it needs ${count(least)} arrivals, and ${sees}`,
    position,
    `Make that phase ${needed} or longer${gate}, raise the rate, or ${momentOf(expression) === null ? 'ask for a lower percentile' : 'compare the value as it is (`confidence: off`)'}.`,
  );
}

function nameOf(phase: PlannedSlo['phase']): string {
  return phase === 'all' ? 'the whole run' : `the ${phase} phase`;
}

function seenOf(load: PlannedLoad, { spec: { where } }: PlannedSlo): string {
  return `\`${load.name}\`${where === null ? '' : ` (${describeFilter(where)})`}`;
}

/** SLOs that a handful of bad arrivals would leave undecided, and those that warn only and have too few even so. */
export function thinEvidence(slos: readonly PlannedSlo[]): string[] {
  return slos.flatMap((slo) => {
    const { id, expectedSamples: expected } = slo;
    const least = leastSamples(slo);
    if (expected === null || evidenceOf(expected, least) !== 'thin') return [];
    const sees = `SLO \`${id}\` sees ${count(expected)} arrivals`;
    return expected < least
      ? [`${sees}, and nothing can be said of it with fewer than ${count(least)}`]
      : [`${sees}, little more than the ${count(least)} that suffice only if none of them is bad`];
  });
}

export function count(n: number): string {
  return n.toLocaleString('en-US');
}
