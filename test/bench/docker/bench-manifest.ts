import type { FaultKindName } from '../../../src/faults/fault-settings.ts';
import { FAULT_KINDS } from '../../../src/faults/kinds/fault-kinds.ts';
import { BENCH_KINDS, targetOf } from './bench-kinds.ts';

const HOLD_MS = 500;

/** One fault of a run: the so-manieth of its kind. */
export interface Attempt {
  readonly kind: FaultKindName;
  readonly number: number;
}

/** One fault after the other, each with its kind's time until the next, times `pace`. */
export function benchManifest(attempts: readonly Attempt[], project: string, pace: number): string {
  let atMs = 0;
  const faults = attempts.map(({ kind, number }) => {
    const { target, settings, everyMs } = BENCH_KINDS[kind];
    const during = FAULT_KINDS[kind].held ? `, for: ${HOLD_MS}ms` : '';
    const id = `${kind.replaceAll('_', '-')}-${number}`;
    const line = `  - { id: ${id}, type: ${kind}, target: ${targetOf(target, number)}, at: ${atMs}ms${during}, with: ${settings} }`;
    atMs += Math.round(everyMs * pace);
    return line;
  });
  const services = new Set(['api', 'web']);
  for (const { kind, number } of attempts) {
    const { target } = BENCH_KINDS[kind];
    if (target !== 'split' && target !== 'to-web') services.add(targetOf(target, number));
  }
  return `apiVersion: shakedown/v1
kind: Experiment
metadata: { name: bench-faults }
stack: { project: ${project} }
targets:
${[...services].map((service) => `  ${service}: { service: ${service} }`).join('\n')}
  split: { between: [[api], [web]] }
  to-web: { edge: { from: api, to: web, port: 8080, protocol: { http: /etc/page } } }
probes:
  - { name: up, every: 1s, container: web, expect: { state: running } }
phases: { warmup: 0s, baseline: 3s, fault: ${atMs}ms, recovery: 1s }
faults:
${faults.join('\n')}
slos:
  - { expr: probe(up) >= 1%, phase: fault, minSamples: 1 }
safety: { maxDuration: 2h }
`;
}
