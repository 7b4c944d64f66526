import type { FaultKindName } from '../../../src/faults/fault-settings.ts';
import { FAULT_KINDS } from '../../../src/faults/kinds/fault-kinds.ts';
import { BENCH_KINDS, servicesFor, targetOf } from './bench-kinds.ts';

const HOLD_MS = 500;

/** The same fault again and again, with the kind's time from one to the next, times `pace`. */
export function benchManifest(kind: FaultKindName, rounds: number, project: string, pace: number): string {
  const { target, settings, everyMs } = BENCH_KINDS[kind];
  const apartMs = Math.round(everyMs * pace);
  const during = FAULT_KINDS[kind].held ? `, for: ${HOLD_MS}ms` : '';
  const faults = Array.from(
    { length: rounds },
    (_, round) =>
      `  - { id: round-${round}, type: ${kind}, target: ${targetOf(target, round)}, at: ${round * apartMs}ms${during}, with: ${settings} }`,
  );
  const services = ['api', 'web', 'worker', ...Object.keys(servicesFor(BENCH_KINDS[kind], rounds))];
  return `apiVersion: shakedown/v1
kind: Experiment
metadata: { name: bench-${kind.replaceAll('_', '-')} }
stack: { project: ${project} }
targets:
${services.map((service) => `  ${service}: { service: ${service} }`).join('\n')}
  split: { between: [[api], [web]] }
  to-web: { edge: { from: api, to: web, port: 8080, protocol: { http: /etc/page } } }
probes:
  - { name: up, every: 1s, container: web, expect: { state: running } }
phases: { warmup: 0s, baseline: 3s, fault: ${rounds * apartMs}ms, recovery: 1s }
faults:
${faults.join('\n')}
slos:
  - { expr: probe(up) >= 1%, phase: fault, minSamples: 1 }
safety: { maxDuration: 2h }
`;
}
