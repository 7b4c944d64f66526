import { isRateOrPercentile } from '../../slo/rate-or-percentile.ts';
import { needsLoad } from '../../slo/needs-load.ts';
import type { SloExpression } from '../../slo/slo-expression.ts';
import { formatDuration } from '../../units/duration.ts';
import type { SloObjectInput } from '../schema/slo-schema.ts';
import { findNode } from '../source/find-node.ts';
import { isText, type SourcePath } from '../source/source-node.ts';
import { checkClosedSlo } from './check-closed-slos.ts';
import { checkEndpoint } from './check-endpoint.ts';
import type { Checker } from './checker.ts';
import { checkLimit } from './check-limit.ts';
import { checkConflicts, checkSloOptions } from './check-slo-options.ts';
import { checkStopConditions } from './check-stop-conditions.ts';
import { valuesOf, type Part } from './manifest-parts.ts';

/** SLOs and stop conditions speak of loads and phases that exist, and of limits that could be missed. */
export function checkSlos(check: Checker): void {
  checkIds(check);
  for (const { node, path } of check.parts.slos.parts) {
    const load = findNode(node, ['load']);
    if (load !== null && isText(load)) check.declares(check.parts.load, 'load entry', load.value, [...path, 'load'], 'name one of `load`');
  }
  for (const { part, value } of valuesOf(check.parts.slos)) {
    const path = part.node.kind === 'map' ? [...part.path, 'expr'] : part.path;
    checkNeedsLoad(check, value.expr, path);
    checkPhase(check, part, value);
    checkRecovery(check, path, part, value);
    checkLimit(check, value.expr, path, value.load ?? null);
    checkClosedSlo(check, part, value);
    checkSloOptions(check, part, value);
    checkEndpoint(check, part.path, value);
  }
  checkConflicts(check);
  checkStopConditions(check);
}

function checkNeedsLoad(check: Checker, expression: SloExpression, path: SourcePath): void {
  const { load } = check.parts;
  if (!load.known || load.parts.length > 0 || !needsLoad(expression)) return;
  check.at(path, 'without load there is nothing to judge it on', 'add a `load` entry, or judge a probe');
}

function checkIds(check: Checker): void {
  const seen = new Set<string>();
  for (const { part, value } of valuesOf(check.parts.slos)) {
    if (value.id === undefined) continue;
    if (seen.has(value.id)) check.at([...part.path, 'id'], `there are two SLOs with the id \`${value.id}\``, 'give one of them another id');
    seen.add(value.id);
  }
}

function checkPhase(check: Checker, { path }: Part<SloObjectInput>, { phase }: SloObjectInput): void {
  const { faults } = check.parts;
  if ((phase !== 'fault' && phase !== 'recovery') || !faults.known || faults.parts.length > 0) return;
  check.at([...path, 'phase'], `without faults there is no ${phase} phase`, 'leave `phase` away to judge the whole run');
}

function checkRecovery(
  check: Checker,
  path: SourcePath,
  { path: partPath }: Part<SloObjectInput>,
  { expr, phase, load }: SloObjectInput,
): void {
  const { metric, limit } = expr;
  const { faults, phases } = check.parts;
  if (metric.kind === 'vs_baseline' || metric.kind === 'time_to_first_failure') {
    if (faults.known && faults.parts.length === 0)
      check.at(path, `without faults there is nothing that \`${metric.kind === 'vs_baseline' ? 'vs baseline' : metric.kind}\` could tell`);
    return;
  }
  if (metric.kind !== 'recovery_time' && metric.kind !== 'outage_to_recovery') return;
  if (phase !== undefined) check.at([...partPath, 'phase'], `\`${metric.kind}\` is always of the recovery phase`, 'take `phase` away');
  if (!faults.known) return;
  if (faults.parts.length === 0) return check.at(path, 'without faults there is nothing to recover from');
  if (metric.condition === null && !hasBareCondition(check, load ?? null)) {
    const whose = load === undefined ? '' : ` of \`${load}\``;
    check.at(
      path,
      `\`${metric.kind}\` goes by the SLOs without a \`phase\` that do more than warn, and there is none on a rate or percentile${whose}`,
      'say when it has recovered: `recovery_time(success_rate >= 99%) < 10s`',
    );
  }
  // From inject() on, the fault's own time is in the limit too.
  const needed = Math.max(0, limit.value - (metric.kind === 'outage_to_recovery' ? (phases?.fault ?? 0) : 0)) + metric.holdMs;
  if (phases?.recovery === undefined || phases.recovery >= needed) return;
  const message = `the recovery phase of ${formatDuration(phases.recovery)} is too short to see this: the limit of ${formatDuration(limit.value)} and the ${formatDuration(metric.holdMs)} for which it must hold`;
  check.at(path, message, `make \`phases.recovery\` ${formatDuration(needed)} or longer`);
}

/** Without `load`, recovery is judged for each of them: then one of those must be, for some load. */
function hasBareCondition(check: Checker, load: string | null): boolean {
  const { slos } = check.parts;
  // A broken SLO might have been one.
  if (!slos.known || slos.parts.some(({ value }) => value === null)) return true;
  return valuesOf(slos).some(
    ({ value }) =>
      value.phase === undefined &&
      value.onBreach !== 'warn' &&
      isRateOrPercentile(value.expr) &&
      (load === null || value.load === undefined || value.load === load),
  );
}
