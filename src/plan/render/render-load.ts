import { exchangesOf } from '../../manifest/exchanges-of.ts';
import type { ArrivalSpec, LoadSpec } from '../../manifest/load-spec.ts';
import { formatDuration } from '../../units/duration.ts';
import { formatRate } from '../../units/rate.ts';
import { count } from '../check-evidence.ts';
import { longestResponseMs } from '../longest-ms.ts';

/** A load entry as rows of a table: the first says what it offers, those below it the requests where there are several. */
export function renderLoad(load: LoadSpec, inFlight: number): string[][] {
  const { name, scenario } = load;
  const all = exchangesOf(scenario);
  const [only] = all;
  const what = all.length === 1 && only !== undefined ? `${only.request.method} ${only.request.url}` : wordsOf(load);
  const head = [
    name,
    load.model === 'closed' ? 'closed model' : scheduleOf(load.arrivals, load.startAfterMs),
    `timeout ${formatDuration(longestResponseMs(scenario))}`,
    load.model === 'closed' ? `${count(inFlight)} connections` : `≤ ${count(inFlight)} in flight`,
    what,
  ];
  if (all.length === 1) return [head];
  const weights = scenario.kind === 'requests' ? scenario.requests.map(({ weight }) => weight) : [];
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const parts = all.map(({ name: part, request, expect }, at) => [
    `  ${part ?? at + 1}`,
    scenario.kind === 'flow' ? `step ${at + 1}` : `${Number((((weights[at] ?? 0) / sum) * 100).toFixed(1))}%`,
    `timeout ${formatDuration(expect.timeoutMs)}`,
    '',
    `${request.method} ${request.url}`,
  ]);
  return [head, ...parts];
}

function wordsOf({ scenario }: LoadSpec): string {
  return scenario.kind === 'flow' ? `a flow of ${scenario.steps.length} steps` : `one of ${scenario.requests.length} requests`;
}

function scheduleOf(arrivals: ArrivalSpec, startAfterMs: number): string {
  const after = startAfterMs === 0 ? '' : ` after ${formatDuration(startAfterMs)}`;
  if (arrivals.kind !== 'stages') return `${formatRate(arrivals.ratePerSecond)} ${arrivals.kind}${after}`;
  const { startRatePerSecond, stages, spacing } = arrivals;
  const rates = stages.map(
    ({ toPerSecond, overMs }) => `→ ${formatRate(toPerSecond)}${overMs === 0 ? '' : ` in ${formatDuration(overMs)}`}`,
  );
  return `${[formatRate(startRatePerSecond), ...rates].join(' ')} ${spacing}${after}`;
}
