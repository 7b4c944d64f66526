import { moveContainers } from './fold-container.ts';
import type { RunState } from './run-state.ts';

/** What came before the timeline's zero was known has its times since the run's beginning. */
export function moveToTimeline(state: RunState, zeroMs: number): void {
  moveContainers(state.containers, -zeroMs);
  moveAll(state.notes, zeroMs);
  moveAll(state.lostComponents, zeroMs);
  moveAll(state.stops, zeroMs);
  state.stop = state.stops[0] ?? null;
  for (const process of state.processes.values()) if (process.exit !== null) process.exit = moved(process.exit, zeroMs);
  if (state.failure !== null) state.failure = moved(state.failure, zeroMs);
}

function moveAll(list: { readonly atMs: number }[], zeroMs: number): void {
  list.splice(0, Infinity, ...list.map((one) => moved(one, zeroMs)));
}

function moved<T extends { readonly atMs: number }>(one: T, zeroMs: number): T {
  return { ...one, atMs: one.atMs - zeroMs };
}
