import { formatDuration } from '../../units/duration.ts';
import { instanceNames } from '../instance-names.ts';
import { didYouMeanOrOneOf } from '../problems/did-you-mean.ts';
import type { Checker } from './checker.ts';
import { namesOf, valuesOf } from './manifest-parts.ts';

/** The phases fit into the longest run allowed, and what is protected is there. */
export function checkSafety(check: Checker): void {
  const { phases, safety } = check.parts;
  if (safety === null) return;
  checkProtected(check, safety.protect);
  if (phases === null) return;
  const total = phases.warmup + phases.baseline + (phases.fault ?? 0) + (phases.recovery ?? 0);
  if (total <= safety.maxDuration) return;
  const message = `the phases take ${formatDuration(total)} together, more than \`safety.maxDuration\` (${formatDuration(safety.maxDuration)})`;
  check.atKey(['phases'], message, 'shorten them, or raise `safety.maxDuration`');
}

/** A slip of the fingers protects nobody. Which containers there are, only the engine knows: `plan` warns. */
function checkProtected(check: Checker, protect: readonly string[]): void {
  const { processes } = check.parts;
  if (!processes.known || processes.parts.length === 0) return;
  const services = namesOf(processes);
  const instances = valuesOf(processes).flatMap(({ value }) => instanceNames(value.name, value.replicas));
  const names = new Set([...services, ...instances]);
  for (const [index, name] of protect.entries()) {
    if (names.has(name)) continue;
    check.at(['safety', 'protect', index], `there is no process \`${name}\` to protect`, didYouMeanOrOneOf(name, services));
  }
}
