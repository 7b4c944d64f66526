import type { Answered, Unasked } from './prober.ts';

/** As expected where there is no complaint; the first of several is told. */
export function answered(value: number | null, unit: string | null, complaints: readonly (string | null)[]): Answered {
  const message = complaints.find((complaint) => complaint !== null) ?? null;
  return { kind: 'answered', ok: message === null, value, unit, message };
}

export function unasked(message: string, hopeless = false): Unasked {
  return { kind: 'unasked', hopeless, message };
}

export function tooSlow(tookMs: number, withinMs: number | null): string | null {
  return withinMs === null || tookMs <= withinMs ? null : `took ${Math.round(tookMs)} ms, more than ${withinMs} ms`;
}
