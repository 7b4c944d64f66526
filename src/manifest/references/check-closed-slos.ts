import { unfitForClosedModel } from '../../slo/closed-model.ts';
import type { SloObjectInput } from '../schema/slo-schema.ts';
import type { Checker } from './checker.ts';
import { valuesOf, type Part } from './manifest-parts.ts';

/** What a closed load cannot be held to: response time, and any single phase. An SLO without `load` is for those that it fits. */
export function checkClosedSlo(check: Checker, { node, path }: Part<SloObjectInput>, { expr, phase, load }: SloObjectInput): void {
  const { load: loads } = check.parts;
  const judged = valuesOf(loads).filter(({ value }) => load === undefined || value.name === load);
  if (!loads.known || judged.length === 0 || judged.some(({ value }) => value.model === 'open')) return;
  const unfit = unfitForClosedModel(expr);
  if (unfit !== null) check.at(node.kind === 'map' ? [...path, 'expr'] : path, unfit, 'use `service_time`, or an open load');
  else if (phase !== undefined)
    check.at([...path, 'phase'], 'a closed load is judged over the whole run', 'take `phase` away, or use an open load');
}
