/** The run's timeline laid over `width` columns; every row of the dashboard that shows time uses the same one. */
export interface TimeAxis {
  readonly endMs: number;
  readonly width: number;
}

/** The column of a moment, kept inside the axis. */
export function columnOf(axis: TimeAxis, ms: number): number {
  if (axis.endMs <= 0) return 0;
  return Math.min(axis.width - 1, Math.max(0, Math.floor((ms / axis.endMs) * axis.width)));
}

/** The seconds that each column covers, `to` included; a second that covers several columns is in all of them. Nothing beyond now. */
export function columnSeconds(axis: TimeAxis, nowMs: number): { readonly from: number; readonly to: number }[] {
  const msPerColumn = axis.endMs / axis.width;
  const newest = Math.ceil(nowMs / 1000) - 1;
  return Array.from({ length: axis.width }, (_, column) => {
    const from = Math.floor((column * msPerColumn) / 1000);
    const to = Math.max(from, Math.ceil(((column + 1) * msPerColumn) / 1000) - 1);
    return { from, to: Math.min(to, newest) };
  });
}

/** One value a column: the greatest of its seconds, since a spike must not vanish. `null` where nothing is known. */
export function overColumns(axis: TimeAxis, valueOf: (second: number) => number | null, nowMs: number): (number | null)[] {
  return columnSeconds(axis, nowMs).map(({ from, to }) => {
    let greatest: number | null = null;
    for (let second = from; second <= to; second += 1) {
      const value = valueOf(second);
      if (value !== null && (greatest === null || value > greatest)) greatest = value;
    }
    return greatest;
  });
}
