// C0, C1 and DEL; line separators; marks that reorder or hide text; halves of surrogate pairs.
const HOSTILE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029]/gu;

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Control characters become visible escapes: `ESC [ 2 J` prints as `\x1b[2J`. */
export function escapeControls(text: string): string {
  return text.replace(HOSTILE, (character) => NAMED[character] ?? escapeCode(character.codePointAt(0) ?? 0));
}

function escapeCode(code: number): string {
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}
