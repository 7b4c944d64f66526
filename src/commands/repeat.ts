import { Flags } from '@oclif/core';
import type { RepeatDocument } from '../repeat/repeat-document.ts';
import { BaseCommand } from './base-command.ts';
import { engineFlag, manifestArgument, manifestFlags, toxiproxyFlag } from './manifest-flags.ts';
import { namedFolder, reportFlags, wantsNdjson } from './report-flags.ts';

export class RepeatCommand extends BaseCommand {
  static override summary = 'Run an experiment a number of times and pool what the runs found.';
  static override description =
    'The number is fixed beforehand; nothing is run again until it passes. Each run has its own folder and a seed derived from the ' +
    'experiment’s. The exit code is the gravest of all runs: 5, 70, 130, 143, 2, 6, 4, 1 (an SLO failed in any run), 3, 0. A series ends ' +
    'early only when it is interrupted, something is not undone, or it cannot go on (70, 2).';
  static override examples = ['<%= config.bin %> repeat experiments/quickstart/experiment.yaml --times 5'];
  static override args = { manifest: manifestArgument };
  static override flags = {
    ...manifestFlags,
    ...reportFlags,
    times: Flags.integer({ description: 'runs', min: 2, max: 1000, required: true }),
    toxiproxy: toxiproxyFlag,
    engine: engineFlag,
    recover: Flags.boolean({ description: 'first undo what earlier runs left behind', default: false }),
  };

  async run(): Promise<RepeatDocument> {
    const { args, flags } = await this.parse(RepeatCommand);
    const { renderRepeat, repeat } = await import('../app/repeat.ts');
    const document = await repeat({
      manifestPath: args.manifest,
      set: flags.set ?? [],
      seed: flags.seed ?? null,
      toxiproxy: flags.toxiproxy ?? null,
      engine: flags.engine ?? null,
      reportDir: namedFolder(flags['report-dir']),
      dashboard: flags.dashboard,
      quiet: flags.quiet,
      html: flags.html,
      json: this.jsonEnabled(),
      ndjson: wantsNdjson(flags.output, this.jsonEnabled()),
      screenReader: flags['screen-reader'],
      recover: flags.recover,
      times: flags.times,
      onRun: (number, of) => this.logToStderr(`\nRun ${number} of ${of}`),
    });
    const text = `\n${renderRepeat(document).trimEnd()}`;
    if (flags.output === 'ndjson') this.logToStderr(text);
    else this.log(text);
    process.exitCode = document.exitCode;
    return document;
  }
}
