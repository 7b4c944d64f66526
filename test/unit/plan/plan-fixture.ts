import { planRun } from '../../../src/plan/plan-run.ts';
import type { RunPlan } from '../../../src/plan/run-plan.ts';
import { experimentOf } from '../manifest/manifest-fixture.ts';

/** Replicas, targets, faults and the like can be changed by `--set`. */
export const SHOP = `apiVersion: shakedown/v1
kind: Experiment
metadata: { name: shop }
hypothesis: With one replica gone and the catalogue slow, the shop still sells.
vars: { replicas: 4 }
stack:
  processes:
    - { name: catalogue, command: node c.js, replicas: 2, ready: { http: /health } }
    - { name: api, command: node api.js, replicas: "{{replicas}}", env: { CATALOGUE: "{{catalogue.url}}" } }
targets:
  api: { service: api, count: 1 }
  some-apis: { service: api, percent: 30% }
  catalogue: { service: catalogue }
  api-to-catalogue: { edge: { from: api, to: catalogue } }
load:
  - { name: browse, rate: 100/s, request: { url: "{{api.url}}/" }, expect: { timeout: 1s } }
  - { name: buy, rate: 1000/s, arrivals: poisson, request: { url: "http://127.0.0.1:8080/" } }
phases: { warmup: 2s, baseline: 10s, fault: 20s, recovery: 30s }
faults:
  - { id: crash, type: kill, target: api, at: 5s, for: 10s }
  - { id: slow, type: latency, target: api-to-catalogue, with: { latency: 200ms } }
slos:
  - p99(response_time) < 800ms
  - { expr: success_rate >= 99%, load: buy }
  - { expr: p95(response_time) < 250ms, phase: baseline, load: browse }
  - { expr: max(response_time) < 900ms, load: browse }
  - { expr: recovery_time < 10s, load: browse }
`;

export function planOf(options: { readonly set?: readonly string[]; readonly seed?: number; readonly source?: string } = {}): RunPlan {
  const { set = [], seed = 42, source = SHOP } = options;
  return planRun(experimentOf(source, { set }), { seed });
}
