import { generatorLimits } from '../../events/generator-limits.ts';
import type { RunState } from '../../events/run-state.ts';
import { formatMs, formatShare } from '../text/format-measure.ts';
import type { DashboardView } from './dashboard-view.ts';

/** Of the machine's CPU, taken by its host: from here on it is said. */
const STOLEN = 0.05;

/** Whether the generator keeps up, in words: a slow system must not be confused with a slow tool. */
export function selectGenerator(state: RunState): DashboardView['generator'] {
  const { workers, seconds } = state.generator;
  const { sentShare, withinSeconds, busyCores } = generatorLimits(state.header);
  const all = [...workers.values()];
  const lost = all.find((worker) => worker.lost !== null);
  if (lost !== undefined) return { tone: 'bad', text: `worker ${lost.worker} lost: ${lost.lost ?? ''}` };
  if (all.length === 0) return { tone: 'dim', text: 'not started' };
  const recent = [...seconds.values()].slice(-withinSeconds);
  const due = recent.reduce((sum, second) => sum + second.due, 0);
  const late = recent.reduce((sum, second) => sum + second.lateAtEnd, 0);
  const onTime = due === 0 ? 1 : Math.max(0, 1 - late / due);
  const cores = all.reduce((sum, worker) => sum + (worker.lastCpuCores ?? 0), 0);
  const pause = Math.max(...all.map((worker) => worker.lastEventLoopDelayMs));
  const stolen = recent.at(-1)?.stolenShare ?? 0;
  const busy = busyCores !== null && all.some((worker) => (worker.lastCpuCores ?? 0) > busyCores);
  const numbers = `${formatShare(onTime)} of arrivals on time, ${cores.toFixed(2)} cores, longest pause ${formatMs(pause)}${stolen < STOLEN ? '' : `, host took ${formatShare(stolen)}`}`;
  if (onTime < sentShare) return { tone: 'bad', text: `LIMITED: ${numbers}` };
  if (busy) return { tone: 'warn', text: `busy: ${numbers}` };
  return { tone: 'good', text: `healthy: ${numbers}` };
}
