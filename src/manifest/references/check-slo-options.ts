import { contradict } from '../../slo/conflicts.ts';
import { formatSloExpression } from '../../slo/format-slo-expression.ts';
import { optionProblems } from '../../slo/option-problems.ts';
import type { SloObjectInput } from '../schema/slo-schema.ts';
import { sloOptions } from '../slo-options-of.ts';
import type { Checker } from './checker.ts';
import { valuesOf, type Part } from './manifest-parts.ts';

/** Options that fit their metric. */
export function checkSloOptions(check: Checker, { path }: Part<SloObjectInput>, input: SloObjectInput): void {
  for (const { option, message, advice } of optionProblems(input.expr, sloOptions(input))) check.at([...path, option], message, advice);
}

/** Two SLOs on the same arrivals that nothing could ever meet. One bad window meets `mode: any` without deciding what the others are. */
export function checkConflicts(check: Checker): void {
  const all = valuesOf(check.parts.slos).filter(({ value }) => value.window?.mode !== 'any');
  all.forEach(({ part, value }, index) => {
    const rival = all.slice(0, index).find((other) => scope(other.value) === scope(value) && contradict(other.value.expr, value.expr));
    if (rival === undefined) return;
    const path = part.node.kind === 'map' ? [...part.path, 'expr'] : part.path;
    check.at(
      path,
      `nothing can meet both this and \`${formatSloExpression(rival.value.expr)}\``,
      'take one of them away, or give them different phases',
    );
  });
}

function scope(input: SloObjectInput): string {
  const { phase, where } = sloOptions(input);
  return JSON.stringify([phase, where, input.load ?? null]);
}
