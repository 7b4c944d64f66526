import type { KindRow } from './measure-kind.ts';
import type { Spread } from './rounds.ts';

export const HEADING = ['kind'.padEnd(16), 'due → proven', 'slowest', 'undo → gone', 'slowest', '  proven, gone']
  .map((word, at) => (at === 0 ? word : word.padStart(13)))
  .join('');

/** One line of figures, and below it how many rounds have none or were made again, with every reason once. */
export function rowLines({ kind, toProven, toGone, rounds, madeAgain }: KindRow): string {
  const ms = (value: number | null): string => (value === null ? '–' : `${value} ms`).padStart(13);
  const both = ({ median, most }: Spread): string => `${ms(median)}${ms(most)}`;
  const count = (of: 'toProvenMs' | 'toGoneMs'): number => rounds.filter((round) => round[of] !== null).length;
  const without = rounds.flatMap(({ why }) => why ?? []);
  const told = `${count('toProvenMs')}, ${count('toGoneMs')} of ${rounds.length}`;
  const notes = [...counted('without a figure', without), ...counted('made again', madeAgain)];
  return `${kind.padEnd(16)}${both(toProven)}${both(toGone)}   ${told}${notes.join('')}`;
}

function counted(what: string, reasons: readonly string[]): readonly string[] {
  return [...new Set(reasons)].map((reason) => `\n    ${what}: ${reasons.filter((one) => one === reason).length} ×, ${reason}`);
}
