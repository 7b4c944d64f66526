import { writeSync } from 'node:fs';
import type { Terminal } from './terminal.ts';

/** Leave the alternate screen, mark no more what is pasted, show the cursor, plain text. */
export const RESTORE = '\u001b[?1049l\u001b[?2004l\u001b[?25h\u001b[0m';

/**
 * The last resort, while the process exits: synchronous, since nothing asynchronous runs any more. Whoever watches this process
 * does the same after SIGKILL.
 */
export function restoreTerminal({ stdin, stdout }: Terminal): void {
  leaveRawMode(stdin);
  try {
    writeSync(stdout.fd, RESTORE);
  } catch {
    // The terminal is gone: there is nothing to restore.
  }
}

export function leaveRawMode(stdin: Terminal['stdin']): void {
  try {
    if (stdin.isTTY) stdin.setRawMode(false);
  } catch {
    // Likewise.
  }
}
