import { styleText } from 'node:util';

/** What a piece of text means; the painter decides how that looks. */
export type Role = 'title' | 'strong' | 'dim' | 'good' | 'bad' | 'warn' | 'accent';

export type Paint = (role: Role, text: string) => string;

const FORMATS = {
  title: ['bold', 'cyan'],
  strong: ['bold'],
  dim: ['dim'],
  good: ['green'],
  bad: ['bold', 'red'],
  warn: ['yellow'],
  accent: ['cyan'],
} as const satisfies Record<Role, readonly (keyof typeof import('node:util').inspect.colors)[]>;

/** Paints with the sixteen colours that every theme adapts, or not at all. */
export function createPaint(colour: boolean): Paint {
  if (!colour) return (_role, text) => text;
  const around = new Map<Role, readonly [before: string, after: string]>();
  return (role, text) => {
    if (text === '') return '';
    const [before, after] = around.get(role) ?? aroundOf(role);
    around.set(role, [before, after]);
    return before + text + after;
  };
}

/** The sequences that begin and end it: asking Node for each piece of a frame takes longer than drawing it. */
function aroundOf(role: Role): readonly [before: string, after: string] {
  const [before = '', after = ''] = styleText([...FORMATS[role]], '\0', { validateStream: false }).split('\0');
  return [before, after];
}

/**
 * Whether to colour a stream: `FORCE_COLOR` (anything but `0` and `false`) beats `NO_COLOR` (anything but empty), as in Node
 * itself; then a terminal that is not `dumb`.
 */
export function wantsColour(env: Readonly<Record<string, string | undefined>>, isTTY: boolean): boolean {
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  return isTTY && env['TERM'] !== 'dumb';
}
