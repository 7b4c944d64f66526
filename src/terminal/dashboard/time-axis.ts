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

/**
 * One value a column, from one value a second. A column that covers several seconds shows the greatest, since a spike must not
 * vanish; a second that covers several columns fills them. `null` where nothing is known.
 */
export function overColumns(axis: TimeAxis, valueOf: (second: number) => number | null, nowMs: number): (number | null)[] {
  const msPerColumn = axis.endMs / axis.width;
  return Array.from({ length: axis.width }, (_, column) => {
    const from = Math.floor((column * msPerColumn) / 1000);
    const to = Math.max(from, Math.ceil(((column + 1) * msPerColumn) / 1000) - 1);
    let greatest: number | null = null;
    for (let second = from; second <= to && second * 1000 < nowMs; second++) {
      const value = valueOf(second);
      if (value !== null && (greatest === null || value > greatest)) greatest = value;
    }
    return greatest;
  });
}
