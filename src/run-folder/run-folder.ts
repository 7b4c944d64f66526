import { join, resolve } from 'node:path';
import { EXIT, UserError } from '../errors/user-error.ts';
import type { ExitCode } from '../errors/user-error.ts';
import { makeFolder } from '../file-system/make-folder.ts';
import type { RunEvent } from '../events/run-event.ts';
import type { Report } from '../report/report.ts';
import { redactStrings } from '../manifest/redact-strings.ts';
import { openEventLog } from './event-log.ts';
import { folderName } from './folder-name.ts';
import { writeAtomically } from './write-atomically.ts';

/** Where a run leaves everything that it has to tell. */
export interface RunFolder {
  /** Absolute. */
  readonly path: string;
  readonly eventsPath: string;
  readonly reportPath: string;
  /** Logs of processes, proxy and watchdog. */
  readonly logFolder: string;
  append(event: RunEvent): void;
  /** Writes the events that wait in memory. */
  flush(): void;
  /** Replaces report.json in one step. Throws a UserError where the disk does not take it. */
  writeReport(report: Report): Promise<void>;
  /** Flushes and closes the event log; `append` does nothing from then on. */
  close(): void;
}

export interface RunFolderOptions {
  readonly reportDir: string;
  readonly name: string;
  readonly run: string;
  readonly now: Date;
  readonly secrets?: readonly string[];
  /** Told once when the event log cannot be kept any more. */
  readonly onTrouble?: (message: string) => void;
}

/** Makes `<reportDir>/<name>-<YYYYMMDD-HHMMSS>-<run>/`. Throws a UserError (exit 2) where that cannot be done. */
export async function createRunFolder(options: RunFolderOptions): Promise<RunFolder> {
  const { reportDir, name, run, now, secrets = [], onTrouble = complain } = options;
  const path = resolve(reportDir, folderName(name, now, run));
  const logFolder = join(path, 'logs');
  const eventsPath = join(path, 'events.ndjson');
  const reportPath = join(path, 'report.json');
  try {
    await makeFolder(logFolder);
    const log = openEventLog({ path: eventsPath, secrets, onTrouble });
    return {
      path,
      eventsPath,
      reportPath,
      logFolder,
      append: (event) => log.append(event),
      flush: () => log.flush(),
      close: () => log.close(),
      async writeReport(report) {
        const text = `${JSON.stringify(redactStrings(report, secrets), null, 2)}\n`;
        await writeAtomically(reportPath, text).catch((error: unknown) => {
          throw cannotWrite('The report cannot be written', reportPath, error, EXIT.unreachable);
        });
      },
    };
  } catch (error) {
    throw cannotWrite('The run has no folder to write to', path, error, EXIT.usage);
  }
}

function complain(message: string): void {
  process.stderr.write(`${message}\n`);
}

function cannotWrite(what: string, path: string, error: unknown, exitCode: ExitCode): UserError {
  return new UserError(`${what}: ${error instanceof Error ? error.message : String(error)}`, {
    exitCode,
    where: path,
    try: 'Free some space or fix the permissions, or name another folder with --report-dir.',
    cause: error,
  });
}
