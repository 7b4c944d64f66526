import { render } from 'ink';
import type { KeyPress } from '../input/key-press.ts';
import { DashboardFrame } from './dashboard-frame.tsx';
import { DashboardKeys } from './dashboard-keys.tsx';
import type { LineNames } from './line-names.ts';
import type { PlacedPanel } from './stack-panels.ts';
import type { Terminal } from './terminal.ts';

export interface MountedDashboard {
  draw(panels: readonly PlacedPanel[]): void;
  /** Leaves the alternate screen, raw mode off. */
  unmount(): Promise<void>;
}

/** Ink on the alternate screen. */
export function mountDashboard(terminal: Terminal, nameLine: LineNames['of'], onKey: (key: KeyPress) => void): MountedDashboard {
  const frame = (panels: readonly PlacedPanel[]) => (
    <>
      <DashboardKeys onKey={onKey} />
      <DashboardFrame panels={panels} nameLine={nameLine} />
    </>
  );
  const ink = render(frame([]), {
    ...terminal,
    exitOnCtrlC: false,
    // Ten made five frames a second of updates every 100 ms; our own throttle is what limits.
    maxFps: 30,
    incrementalRendering: true,
    alternateScreen: true,
    interactive: true,
  });
  return {
    draw(panels) {
      ink.rerender(frame(panels));
    },
    async unmount() {
      ink.unmount();
      await ink.waitUntilExit();
    },
  };
}
