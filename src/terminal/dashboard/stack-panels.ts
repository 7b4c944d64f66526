/** A part of the dashboard that can be drawn in more lines or fewer. */
export interface Panel {
  readonly name: string;
  /** Lines with all it has to show; 0: nothing. */
  readonly wants: number;
  /** Shown at all only where so many fit. */
  readonly least: number;
  /** Greater is given up later, and grows earlier. */
  readonly weight: number;
  /** A blank line above it, while there is room for one. */
  readonly apart: boolean;
  /** At most `rows` lines. */
  readonly draw: (rows: number) => readonly string[];
}

/** A panel's lines after the fit, a blank one above included. */
export interface PlacedPanel {
  readonly name: string;
  readonly lines: readonly string[];
}

/** At most `rows` lines in all: the weightiest panels at their least, then a blank line between panels, then more of each. */
export function stackPanels(panels: readonly Panel[], rows: number): PlacedPanel[] {
  const byWeight = panels.filter((panel) => panel.wants > 0).sort((a, b) => b.weight - a.weight);
  const granted = new Map<Panel, number>();
  let left = rows;
  const grant = (panel: Panel, lines: number): void => {
    granted.set(panel, (granted.get(panel) ?? 0) + lines);
    left -= lines;
  };
  for (const panel of byWeight) {
    const least = Math.min(panel.least, panel.wants);
    if (least <= left) grant(panel, least);
  }
  const shown = panels.filter((panel) => granted.has(panel));
  const spaced = new Set(shown.filter((panel, index) => panel.apart && index > 0).slice(0, left));
  left -= spaced.size;
  for (const panel of byWeight) {
    const has = granted.get(panel);
    if (has !== undefined) grant(panel, Math.min(left, panel.wants - has));
  }
  return shown.map((panel) => {
    const lines = panel.draw(granted.get(panel) ?? 0);
    return { name: panel.name, lines: spaced.has(panel) ? ['', ...lines] : lines };
  });
}
