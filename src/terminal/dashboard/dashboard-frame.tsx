import { Box, Text } from 'ink';
import { memo, type ReactElement } from 'react';
import type { PlacedPanel } from './stack-panels.ts';

/** The panels, top to bottom. Their lines are formatted and fitted already: Ink compares, places and writes them. */
export function DashboardFrame({ panels }: { readonly panels: readonly PlacedPanel[] }): ReactElement {
  return (
    <Box flexDirection="column">
      {panels.map((panel) => (
        <PanelText key={panel.name} text={panel.lines.map((line) => (line === '' ? ' ' : line)).join('\n')} />
      ))}
    </Box>
  );
}

/** Drawn again only when its text changed. */
const PanelText = memo(function PanelText({ text }: { readonly text: string }): ReactElement {
  return <Text wrap="truncate-end">{text}</Text>;
});
