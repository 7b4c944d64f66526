import { formatDuration } from '../../units/duration.ts';
import { PHASES } from '../phase.ts';
import type { PlannedFault, PlannedTimeline, RunPlan } from '../run-plan.ts';
import { cutText } from './text-table.ts';

const LONGEST_LABEL = 22;

/**
 * Phases and faults over time, `width` characters wide:
 *
 *     0s    3s                    33s
 *     ┃warm…┃baseline             ┃fault
 *     slow-redis                   ▐████████
 */
export function timelineChart({ timeline, faults }: Pick<RunPlan, 'timeline' | 'faults'>, width: number): string[] {
  const labels = faults.map(({ id }) => cutText(id, LONGEST_LABEL));
  const labelWidth = Math.max(...labels.map(({ length }) => length), 'phase'.length) + 2;
  const columns = width - labelWidth;
  const column = (ms: number): number => Math.round((ms / timeline.endMs) * (columns - 1));
  const lines = [
    ['', timeMarks(timeline, column, columns)],
    ['phase', phaseBar(timeline, column, columns)],
    ...faults.map((fault, at) => [labels[at] ?? '', faultBar(fault, timeline, column)]),
  ];
  return lines.map(([label = '', bar = '']) => (label.padEnd(labelWidth) + bar).trimEnd());
}

function segments({ warmupMs, baselineFromMs, baselineMs, faultFromMs, faultMs, recoveryFromMs, recoveryMs }: PlannedTimeline) {
  const from = [0, baselineFromMs, faultFromMs, recoveryFromMs];
  const lengths = [warmupMs, baselineMs, faultMs, recoveryMs];
  return PHASES.map((name, at) => ({ name, fromMs: from[at] ?? 0, lengthMs: lengths[at] ?? 0 })).filter(({ lengthMs }) => lengthMs > 0);
}

/** The end is always marked; before it, whatever finds room. */
function timeMarks(timeline: PlannedTimeline, column: (ms: number) => number, columns: number): string {
  const end = formatDuration(timeline.endMs);
  const endAt = columns - end.length;
  let line = '';
  for (const { fromMs } of segments(timeline)) {
    const mark = formatDuration(fromMs);
    const at = column(fromMs);
    const hasRoom = (line === '' || at > line.length) && at + mark.length < endAt;
    if (hasRoom) line = line.padEnd(at) + mark;
  }
  return line.padEnd(endAt) + end;
}

function phaseBar(timeline: PlannedTimeline, column: (ms: number) => number, columns: number): string {
  let line = '';
  for (const { name, fromMs, lengthMs } of segments(timeline)) {
    const to = column(fromMs + lengthMs);
    const room = Math.max(0, to - column(fromMs) - 1);
    const shown = room >= name.length + 2 ? ` ${name} ` : cutText(name, room);
    line = line.slice(0, column(fromMs)).padEnd(column(fromMs), '─') + `├${room === 0 ? '' : shown}`.padEnd(room + 1, '─');
  }
  return `${line.slice(0, columns - 1).padEnd(columns - 1, '─')}┤`;
}

function faultBar({ atMs, forMs }: PlannedFault, timeline: PlannedTimeline, column: (ms: number) => number): string {
  const from = column(timeline.faultFromMs + atMs);
  if (forMs === 0) return `${' '.repeat(from)}▲`;
  return ' '.repeat(from) + '█'.repeat(Math.max(1, column(timeline.faultFromMs + atMs + forMs) - from));
}
