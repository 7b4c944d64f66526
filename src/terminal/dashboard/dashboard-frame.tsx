import { Box, Text } from 'ink';
import { memo, type ReactElement } from 'react';
import type { LineNames } from './line-names.ts';
import type { PlacedPanel } from './stack-panels.ts';

/** The panels, top to bottom. Their lines are formatted and fitted already: Ink compares, places and writes them, by their names. */
export function DashboardFrame(props: { readonly panels: readonly PlacedPanel[]; readonly nameLine: LineNames['of'] }): ReactElement {
  return (
    <Box flexDirection="column">
      {props.panels.map((panel) => (
        <PanelText key={panel.name} text={panel.lines.map(props.nameLine).join('\n')} />
      ))}
    </Box>
  );
}

/** Drawn again only when its text changed. */
const PanelText = memo(function PanelText({ text }: { readonly text: string }): ReactElement {
  return <Text>{text}</Text>;
});
