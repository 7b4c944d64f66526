import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where Debian's libfaketime lies, below a folder for each architecture. */
const LIBRARIES = '/usr/lib';
const LIBRARY = 'faketime/libfaketimeMT.so.1';

/** The wall clock of a process and of all that it starts, which can be set while they run. What the machine counts by itself goes on. */
export interface FakeClock {
  /** For the process. */
  readonly env: Readonly<Record<string, string>>;
  /** Takes effect within a second. */
  set(byMs: number): Promise<void>;
}

/** `null` where this machine has no libfaketime (Debian’s package `faketime`). */
export function fakeClockLibrary(): string | null {
  if (process.platform !== 'linux') return null;
  const found = readdirSync(LIBRARIES).map((folder) => join(LIBRARIES, folder, LIBRARY));
  return found.find((path) => existsSync(path)) ?? null;
}

export async function fakeClock(library: string, folder: string): Promise<FakeClock> {
  const file = join(folder, 'clock');
  const set = (byMs: number): Promise<void> => writeFile(file, `${byMs < 0 ? '-' : '+'}${Math.abs(byMs) / 1_000}\n`);
  await set(0);
  return {
    env: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      // It would leave a file in shared memory for each process that is killed.
      FAKETIME_DISABLE_SHM: '1',
      NO_FAKE_STAT: '1',
    },
    set,
  };
}
