import { keepTerminal } from '../os-process/keep-terminal.ts';
import type { KeptTerminal } from '../os-process/keep-terminal.ts';
import { terminalPath } from '../os-process/terminal-path.ts';
import { terminalSettings } from '../os-process/terminal-settings.ts';

/** Has the terminal that we run in given back if we are killed with a dashboard on it. Call it before that takes the screen. */
export async function keepOwnTerminal(): Promise<KeptTerminal> {
  const [path, settings] = await Promise.all([terminalPath(), terminalSettings()]);
  return path === null ? { release: () => {} } : keepTerminal(path, settings);
}
