import type { ContainerState } from '../../events/container-state.ts';
import type { RunState } from '../../events/run-state.ts';
import { containerLabel } from '../../report/words/container-label.ts';
import type { Tone } from '../../report/words/tone.ts';
import { mebibytes } from '../../report/words/mebibytes.ts';
import type { StackRow } from './dashboard-view.ts';

/** The stack's containers by name: what they do, and what they used in the last second that was measured. */
export function selectContainers(state: RunState): StackRow[] {
  return [...state.containers.values()].map(rowOf).sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

function rowOf(container: ContainerState): StackRow {
  const last = container.status === 'running' || container.status === 'paused' ? container.measured : null;
  const limit = last?.memoryLimitBytes ?? null;
  return {
    name: containerLabel(container.name, container.service),
    ...stateOf(container),
    cpu: last === null ? '' : `${last.cpuCores.toFixed(2)} cores`,
    memory: last === null ? '' : `${mebibytes(last.memoryBytes)}${limit === null ? '' : ` of ${mebibytes(limit)}`}`,
  };
}

function stateOf({ status, health, exitCode, lifecycle }: ContainerState): { readonly state: string; readonly tone: Tone } {
  switch (status) {
    case 'running':
      return { state: health ?? 'running', tone: health === 'unhealthy' ? 'bad' : health === 'starting' ? 'plain' : 'good' };
    case 'paused':
      return { state: 'paused', tone: 'warn' };
    case 'exited': {
      const expected = lifecycle.findLast(({ change }) => change === 'died')?.expected === true;
      return { state: `ended${exitCode === null ? '' : `: code ${exitCode}`}`, tone: expected ? 'warn' : 'bad' };
    }
    case 'created':
    case 'removed':
      return { state: status, tone: 'dim' };
    default:
      return status satisfies never;
  }
}
