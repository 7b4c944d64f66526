import type { UiMode, UiState } from '../input/ui-state.ts';
import type { DashboardView } from '../view/dashboard-view.ts';
import { boxedPanels } from './boxed-frame.ts';
import { isNarrow, type Canvas } from './canvas.ts';
import { headerLines } from './header-panel.ts';
import { helpLines } from './help-panel.ts';
import { keyBar } from './key-bar.ts';
import { narrowLines } from './narrow-frame.ts';
import { plainPanels } from './plain-frame.ts';
import { stackPanels, type PlacedPanel } from './stack-panels.ts';

const BOXED_COLUMNS = 100;
const BOXED_ROWS = 34;

/** The whole dashboard as lines, each at most `columns` wide and at most `rows` of them. The keys are the last. */
export function renderFrame(view: DashboardView, ui: UiState, mode: UiMode, canvas: Canvas): PlacedPanel[] {
  if (isNarrow(canvas)) return narrowFrame(view, ui, mode, canvas);
  const boxed = canvas.columns >= BOXED_COLUMNS && canvas.rows >= BOXED_ROWS;
  const header = headerLines(view, canvas);
  const headLeast = isUrgent(view) ? header.length : 1;
  const rows = canvas.rows - 1;
  const placed = stackPanels(
    [
      { name: 'header', wants: header.length, least: headLeast, weight: 9, apart: false, draw: (some) => header.slice(0, some) },
      ...(boxed ? boxedPanels : plainPanels)(view, ui, mode, canvas),
    ],
    rows,
  );
  const used = placed.reduce((sum, panel) => sum + panel.lines.length, 0);
  const below = Array.from({ length: Math.max(0, rows - used) }, () => '');
  return [...placed, { name: 'keys', lines: [...below, keyBar(view, ui, mode, canvas)] }];
}

/** How many limits are broken, or why the run cannot pass, stands beside the hypothesis: that is not for a chart's sake to be given up. */
function isUrgent({ outlook, stage }: DashboardView): boolean {
  return ['bad', 'warn'].includes(outlook.tone) || ['held', 'stopping'].includes(stage.name);
}

function narrowFrame(view: DashboardView, ui: UiState, mode: UiMode, canvas: Canvas): PlacedPanel[] {
  const above = { ...canvas, rows: canvas.rows - 1, gutter: 0 };
  const lines = ui.help ? helpLines(mode, above) : narrowLines(view, above);
  return [
    { name: ui.help ? 'help' : 'narrow', lines: lines.slice(0, above.rows) },
    { name: 'keys', lines: [keyBar(view, ui, mode, canvas)] },
  ];
}
