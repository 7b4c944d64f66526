import type { RunState } from '../events/run-state.ts';
import { formatCount, formatMs, formatPerSecond, formatShare } from './text/format-measure.ts';
import { liveArrivals } from './view/live-arrivals.ts';
import { lastComplete, selectLoads } from './view/select-loads.ts';
import type { LoadView } from './view/dashboard-view.ts';

/** One line on the last second of which all is known: `status fault: 200/s offered, 199.8/s sent, p50 12 ms …`; a line for each load entry. */
export function statusLines(state: RunState): string[] {
  if (state.phase === null) return [];
  const loads = selectLoads(state, liveArrivals(state), lastComplete);
  return loads.map((load) => `status ${state.phase}${loads.length > 1 ? ` ${load.name}` : ''}: ${loadWords(load)}`);
}

function loadWords(load: LoadView): string {
  const dropped = (load.droppedPerSecond ?? 0) > 0 ? `, ${formatPerSecond(load.droppedPerSecond)} dropped` : '';
  const offered =
    load.offeredPerSecond === null && load.sentPerSecond !== null ? '' : `${formatPerSecond(load.offeredPerSecond)} offered, `;
  return (
    `${offered}${formatPerSecond(load.sentPerSecond)} sent${dropped}, ` +
    `p50 ${latency(load.p50Ms)}, p95 ${latency(load.p95Ms)}, p99 ${latency(load.p99Ms)}, ` +
    `success ${formatShare(load.successRate)}${load.inFlight === null ? '' : `, ${formatCount(load.inFlight)} in flight`}`
  );
}

function latency(ms: number | null): string {
  return ms === Infinity ? 'failed' : formatMs(ms);
}
