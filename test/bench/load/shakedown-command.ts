import { fileURLToPath } from 'node:url';
import type { Report } from '../../../src/report/report.ts';
import type { ClientCommand } from './client-process.ts';

const RUN = fileURLToPath(new URL('../../../bin/run.js', import.meta.url));

/** The product as its users start it, with all that it does beside sending: checks, histograms, report, journal. */
export function shakedownCommand(args: readonly string[], folder: string, cores?: string): ClientCommand {
  const argv = [process.execPath, RUN, ...args, '--json', '--report-dir', folder];
  return cores === undefined ? { argv } : { argv, cores };
}

export function parseReport(stdout: string): Report {
  const report: Report = JSON.parse(stdout);
  if (report.schema !== 'shakedown.report/v1') throw new Error(`no report: ${stdout.slice(0, 1000)}`);
  return report;
}
