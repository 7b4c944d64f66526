import { escapeControls } from '../../report/words/escape-controls.ts';

/** Turns text from a manifest, a process or the system into text that a terminal shows and does not obey. */
export type CleanText = (text: string) => string;

const ASCII: Readonly<Record<string, string>> = {
  '±': '+-',
  '≥': '>=',
  '≤': '<=',
  '→': '->',
  '←': '<-',
  '…': '...',
  '·': '-',
  '–': '-',
  '—': '-',
  '×': 'x',
  µ: 'u',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
};

/** For terminals whose locale is not UTF-8: known signs are spelled out, accents dropped, the rest is `?`. */
function foldToAscii(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .replace(/[^\x20-\x7e]/gu, (character) => ASCII[character] ?? '?');
}

/** @param unicode whether the terminal shows more than ASCII */
export function createCleanText(unicode: boolean): CleanText {
  return unicode ? escapeControls : (text) => foldToAscii(escapeControls(text));
}
