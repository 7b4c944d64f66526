import { formatDuration } from '../../units/duration.ts';
import type { Checker } from './checker.ts';

/** The phases fit into the longest run allowed. */
export function checkSafety(check: Checker): void {
  const { phases, safety } = check.parts;
  if (phases === null || safety === null) return;
  const total = phases.warmup + phases.baseline + (phases.fault ?? 0) + (phases.recovery ?? 0);
  if (total <= safety.maxDuration) return;
  const message = `the phases take ${formatDuration(total)} together, more than \`safety.maxDuration\` (${formatDuration(safety.maxDuration)})`;
  check.atKey(['phases'], message, 'shorten them, or raise `safety.maxDuration`');
}
