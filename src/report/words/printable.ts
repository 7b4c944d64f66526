import { escapeControls } from './escape-controls.ts';

/** A text of several lines, none of which steers the terminal: what a manifest, a journal or an engine says stands in them. */
export function printable(text: string): string {
  return text.split('\n').map(escapeControls).join('\n');
}
