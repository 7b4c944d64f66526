import { Flags } from '@oclif/core';

/** How a run is shown and where its report goes; the same for every command that makes one. */
export const reportFlags = {
  'report-dir': Flags.string({
    description: 'folder that gets a folder of its own for this run',
    default: 'reports',
    helpValue: 'folder',
  }),
  dashboard: Flags.boolean({ description: 'live dashboard, where there is a terminal', default: true, allowNo: true }),
  quiet: Flags.boolean({ description: 'print nothing before the verdict; of a measurement, nothing before its numbers', default: false }),
};
