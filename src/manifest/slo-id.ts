import { formatSloMetric } from '../slo/format-slo-expression.ts';
import type { SloObjectInput } from './schema/slo-schema.ts';

/** An id for each SLO: its own, else made of metric and phase (`p95-response_time-baseline`), numbered where that is taken. */
export function sloIds(slos: readonly SloObjectInput[]): string[] {
  const taken = new Set(slos.flatMap(({ id }) => (id === undefined ? [] : [id])));
  return slos.map((slo) => {
    if (slo.id !== undefined) return slo.id;
    const wanted = [slug(slo), slo.phase, slo.load].filter((word) => word !== undefined).join('-');
    let id = wanted;
    for (let n = 2; taken.has(id); n++) id = `${wanted}-${n}`;
    taken.add(id);
    return id;
  });
}

function slug({ expr: { metric } }: SloObjectInput): string {
  // The condition of a recovery time would make a sentence of its id.
  const text = metric.kind === 'recovery_time' || metric.kind === 'outage_to_recovery' ? metric.kind : formatSloMetric(metric);
  return text.replaceAll(/[^\w.]+/gu, '-').replaceAll(/^-|-$/gu, '');
}
