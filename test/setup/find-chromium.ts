import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Debian's `chromium`, or what others call it; `null` where there is none. Looked up and not started: it would open a window. */
export function findChromium(): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = ['chromium', 'chromium-browser', 'google-chrome'].flatMap((name) => folders.map((folder) => join(folder, name)));
  return found.find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
