import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** Leaves the alternate screen, shows the cursor, ends colours. */
const RESTORE = '\u001b[?1049l\u001b[?25h\u001b[0m';

/**
 * Gives a terminal back that a killed dashboard had taken over, from a process that does not belong to it. Never throws: the terminal
 * may be gone as well.
 *
 * @param settings as `terminalSettings` read them; without them those of a sane terminal
 */
export async function restoreTerminal(path: string, settings: string | null = null): Promise<void> {
  try {
    // Without O_NOCTTY the terminal would become ours, and its end would end us.
    const terminal = await open(path, constants.O_RDWR | constants.O_NOCTTY);
    try {
      await terminal.write(RESTORE);
      // Echo and line editing, which the dashboard had turned off.
      await once(spawn('stty', [settings ?? 'sane'], { stdio: [terminal.fd, 'ignore', 'ignore'] }), 'close');
    } finally {
      await terminal.close();
    }
  } catch {
    // Nothing to give back, or nobody to give it back to.
  }
}
