import type { ProcessState, RunState } from '../../events/run-state.ts';
import type { StackRow } from './dashboard-view.ts';

const UNMEASURED = { cpu: '', memory: '' };

/** What the run has started: its fault proxy and the stack's processes. */
export function selectProcesses(state: RunState): StackRow[] {
  const { proxy } = state;
  const paused = pausedBy(state);
  const rows = [...state.processes.values()].map((process) => processView(process, paused.has(process.name)));
  if (proxy === null) return rows;
  const tone = proxy.lost === null ? 'good' : 'bad';
  return [
    { name: 'fault proxy', state: proxy.lost === null ? `ready at ${proxy.apiUrl}` : `lost: ${proxy.lost}`, tone, ...UNMEASURED },
    ...rows,
  ];
}

/** A process stopped by a signal tells of it to nobody: what is known is the fault's proof. */
function pausedBy({ faults }: RunState): ReadonlySet<string> {
  return new Set(
    [...faults.values()].flatMap(({ planned, provenAtMs, goneAtMs }) =>
      planned.settings.type === 'pause' && provenAtMs !== null && goneAtMs === null ? planned.drawn : [],
    ),
  );
}

function processView({ name, status, pid, exit }: ProcessState, paused: boolean): StackRow {
  if (paused && status !== 'exited') return { name, state: `paused (pid ${pid})`, tone: 'warn', ...UNMEASURED };
  switch (status) {
    case 'starting':
      return { name, state: `starting (pid ${pid})`, tone: 'plain', ...UNMEASURED };
    case 'ready':
      return { name, state: `ready (pid ${pid})`, tone: 'good', ...UNMEASURED };
    case 'exited': {
      const how = exit?.signal ?? (exit?.code === null || exit === null ? 'unknown reason' : `code ${exit.code}`);
      return { name, state: `ended: ${how}`, tone: exit?.expected === true ? 'dim' : 'bad', ...UNMEASURED };
    }
    default:
      return status satisfies never;
  }
}
