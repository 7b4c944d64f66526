import type { FaultKindName } from '../../../src/faults/fault-settings.ts';
import { FAULT_KINDS } from '../../../src/faults/kinds/fault-kinds.ts';

export interface BenchPlan {
  readonly project: string;
  readonly rounds: number;
  /** From the beginning of one fault to that of the next. */
  readonly periodMs: number;
}

const HOLD_MS = 500;
const TARGETS = { service: 'api', groups: 'split', edge: 'to-web' } as const;

/** Where a kind cannot do without. */
const SETTINGS: Readonly<Record<string, string>> = {
  latency: '{ latency: 50ms }',
  bandwidth: '{ rate: 100kB/s }',
  slow_close: '{ delay: 150ms }',
  slicer: '{ size: 64B }',
  limit_data: '{ bytes: 1kB }',
  corrupt: '{ rate: 5% }',
  connect_delay: '{ delay: 100ms }',
  http: '{ answer: { status: 503 } }',
  loss: '{ rate: 50% }',
  stop: '{ grace: 0s }',
};

/** Every kind that there is. */
export const BENCH_KINDS: readonly FaultKindName[] = Object.values(FAULT_KINDS).map(({ type }) => type);

/** The same fault again and again on a project of `api` and `web`; `null` where nobody wrote down what settings the kind needs. */
export function benchManifest(kind: FaultKindName, { project, rounds, periodMs }: BenchPlan): string | null {
  const { schema, targetShape, held } = FAULT_KINDS[kind];
  const settings = SETTINGS[kind] ?? (schema.safeParse({}).success ? '{}' : null);
  if (settings === null) return null;
  const faults = Array.from({ length: rounds }, (_, round) => {
    const during = held ? `, for: ${HOLD_MS}ms` : '';
    return `  - { id: round-${round}, type: ${kind}, target: ${TARGETS[targetShape]}, at: ${round * periodMs}ms${during}, with: ${settings} }`;
  });
  return `apiVersion: shakedown/v1
kind: Experiment
metadata: { name: bench-${kind.replaceAll('_', '-')} }
stack: { project: ${project} }
targets:
  api: { service: api }
  web: { service: web }
  split: { between: [[api], [web]] }
  to-web: { edge: { from: api, to: web, port: 8080, protocol: { http: /etc/page } } }
probes:
  - { name: up, every: 1s, container: web, expect: { state: running } }
phases: { warmup: 0s, baseline: 1s, fault: ${rounds * periodMs}ms, recovery: 1s }
faults:
${faults.join('\n')}
slos:
  - { expr: probe(up) >= 1%, phase: fault, minSamples: 1 }
`;
}
