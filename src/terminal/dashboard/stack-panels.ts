/** A part of the dashboard: lines that it would like to show, and how few it can do with. */
export interface Panel {
  readonly lines: readonly string[];
  /** Shown whole or not at all below this. */
  readonly least: number;
  /** Greater is given up later, and grows earlier. */
  readonly weight: number;
  /** A blank line above it, while there is room for one. */
  readonly apart: boolean;
}

/** At most `rows` lines: the weightiest panels at their least, then more of each, then air between them. */
export function stackPanels(panels: readonly Panel[], rows: number): string[] {
  const granted = new Map<Panel, number>();
  let left = rows;
  const byWeight = [...panels].sort((a, b) => b.weight - a.weight);
  for (const panel of byWeight) {
    const least = Math.min(panel.least, panel.lines.length);
    if (least > left) continue;
    granted.set(panel, least);
    left -= least;
  }
  for (const panel of byWeight) {
    const has = granted.get(panel);
    if (has === undefined) continue;
    const more = Math.min(left, panel.lines.length - has);
    granted.set(panel, has + more);
    left -= more;
  }
  return panels.flatMap((panel, index) => {
    const lines = panel.lines.slice(0, granted.get(panel) ?? 0);
    if (lines.length === 0 || !panel.apart || index === 0 || left === 0) return lines;
    left -= 1;
    return ['', ...lines];
  });
}
