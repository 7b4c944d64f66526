import { formatSloExpression } from '../slo/format-slo-expression.ts';
import { shareLimitOf } from '../slo/share-limit.ts';
import { formatDuration } from '../units/duration.ts';
import { count } from './check-evidence.ts';
import { expectedSamples } from './expected-samples.ts';
import { refusal } from './refuse-plan.ts';
import type { PlannedLoad, PlannedSlo, PlannedTimeline } from './run-plan.ts';
import { LEAST_EFFECTIVE_SECONDS } from '../slo/evidence.ts';

/** At the limit a window should hold this many bad arrivals: fewer, and chance alone breaks it again and again. */
const LEAST_BAD = 10;

/** Throws a UserError for a window too small to say anything, or larger than its phase, and for a phase too short for a steady state. */
export function checkWindows(slos: readonly PlannedSlo[], loads: readonly PlannedLoad[], timeline: PlannedTimeline): void {
  for (const slo of slos) {
    const load = loads.find(({ name }) => name === slo.load);
    if (load === undefined || load.model === 'closed') continue;
    const phaseMs = lengthOf(slo.phase, timeline);
    const text = `\`${formatSloExpression(slo.spec.expression)}\``;
    if (slo.spec.steady && phaseMs < LEAST_EFFECTIVE_SECONDS * 1000)
      throw refusal(
        `${text} could not be decided, whatever happens: a steady state needs ${LEAST_EFFECTIVE_SECONDS} seconds or more, and its phase has ${formatDuration(phaseMs)}`,
        slo.spec.position,
        'Make that phase longer, or take `steady` away.',
      );
    if (slo.spec.window === null) continue;
    checkWindow(slo, load, phaseMs, text);
    const baselineMs = lengthOf('baseline', timeline);
    if (slo.gate && slo.spec.window.sizeMs > baselineMs)
      throw refusal(
        `the window of ${text} is longer than the baseline of ${formatDuration(baselineMs)}, in which it must hold before anything is injected`,
        slo.spec.position,
        'Make it smaller, or the baseline longer.',
      );
  }
}

function checkWindow({ spec, phase }: PlannedSlo, load: PlannedLoad, phaseMs: number, text: string): void {
  const sizeMs = spec.window?.sizeMs ?? 0;
  if (sizeMs > phaseMs)
    throw refusal(`the window of ${text} is longer than its phase of ${formatDuration(phaseMs)}`, spec.position, 'Make it smaller.');
  const limit = shareLimitOf(spec.expression);
  if (limit === null || phaseMs <= 0) return;
  const share = Math.min(limit.allowedBad, 1 - limit.allowedBad);
  const { most, isKnown } = expectedSamples(load, phase, spec.where);
  const arrivals = (most * sizeMs) / phaseMs;
  if (share <= 0 || share * arrivals >= LEAST_BAD - 1e-9) return;
  const needed = formatDuration(Math.ceil((LEAST_BAD / share / arrivals) * (sizeMs / 1000)) * 1000);
  throw refusal(
    `the window of ${text} is too small: of its ${isKnown ? '' : 'at most '}${count(Math.round(arrivals))} arrivals ${Number((share * arrivals).toPrecision(2))} may be over the limit, and below ${LEAST_BAD} chance alone decides`,
    spec.position,
    `Make it ${needed} or longer, raise the rate, or ask for a lower percentile.`,
  );
}

function lengthOf(phase: PlannedSlo['phase'], { baselineMs, faultMs, recoveryMs }: PlannedTimeline): number {
  return { baseline: baselineMs, fault: faultMs, recovery: recoveryMs, all: baselineMs + faultMs + recoveryMs }[phase];
}
