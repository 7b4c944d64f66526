import { Flags } from '@oclif/core';
import { EXIT, UserError } from '../errors/user-error.ts';

/** Two documents cannot share standard output. Throws a UserError (exit 2) for both. */
export function wantsNdjson(output: string, json: boolean): boolean {
  if (output !== 'ndjson') return false;
  if (!json) return true;
  throw new UserError('--json and --output ndjson cannot both have the standard output', {
    exitCode: EXIT.usage,
    where: '--json --output ndjson',
    try: 'leave one away: the report is in the run folder, whatever the output is',
  });
}

/** An empty name, of a variable that is not set, would be the folder that one stands in. Throws a UserError (exit 2). */
export function namedFolder(folder: string): string {
  if (folder !== '') return folder;
  throw new UserError('--report-dir names no folder', {
    exitCode: EXIT.usage,
    where: '--report-dir',
    try: 'name one, or leave the flag away: it is `reports` then',
  });
}

/** How a run is shown and where its report goes; the same for every command that makes one. */
export const reportFlags = {
  'report-dir': Flags.string({
    description: 'folder that gets a folder of its own for this run',
    default: 'reports',
    helpValue: 'folder',
  }),
  dashboard: Flags.boolean({ description: 'live dashboard, where there is a terminal', default: true, allowNo: true }),
  html: Flags.boolean({ description: 'an HTML report in the run folder', default: true, allowNo: true }),
  output: Flags.string({
    description: 'what standard output gets: ndjson is every event of the run as it happens, a JSON object a line, and nothing else',
    options: ['text', 'ndjson'],
    default: 'text',
  }),
  'screen-reader': Flags.boolean({ description: 'lines in place of the dashboard (also INK_SCREEN_READER=true)', default: false }),
  quiet: Flags.boolean({ description: 'print nothing before the verdict; of a measurement, nothing before its numbers', default: false }),
};
