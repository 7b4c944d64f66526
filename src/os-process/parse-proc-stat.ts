import type { ProcessStat } from './process-stat.ts';

/**
 * One `/proc/<pid>/stat`, proc(5). The start time (field 22) counts ticks since boot, so the boot's id is part of it: a journal may be
 * read after a reboot. `null` where the text is not such a line.
 */
export function parseProcStat(stat: string, bootId: string): ProcessStat | null {
  // The command's name stands in parentheses and may itself hold spaces and parentheses.
  const open = stat.indexOf('(');
  const close = stat.lastIndexOf(')');
  const fields = stat.slice(close + 2).split(' ');
  const [state, parent, group, session] = fields;
  const ticks = fields[19];
  if (open < 0 || close < 0 || state === undefined || ticks === undefined) return null;
  return {
    pid: Number(stat.slice(0, open)),
    state,
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    startTime: `${ticks}@${bootId.slice(0, 8)}`,
  };
}
