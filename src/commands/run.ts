import { Flags } from '@oclif/core';
import type { Report } from '../report/report.ts';
import { BaseCommand } from './base-command.ts';
import { engineFlag, manifestArgument, manifestFlags, toxiproxyFlag } from './manifest-flags.ts';
import { namedFolder, reportFlags, wantsNdjson } from './report-flags.ts';

export class RunCommand extends BaseCommand {
  static override summary = 'Run an experiment and judge it.';
  static override description =
    'Starts the stack, drives load, injects the faults, undoes them, and gives a verdict. Exit codes: 0 pass, 1 an SLO failed, ' +
    '2 usage or manifest error, 3 inconclusive, 4 stopped by a stop condition, 5 undo incomplete, 6 not reachable, 70 a bug of ours, ' +
    '130/143 interrupted and undone.';
  static override examples = [
    '<%= config.bin %> run experiments/quickstart/experiment.yaml',
    '<%= config.bin %> run experiment.yaml --set load.0.rate=50/s --seed 7 --json > report.json',
  ];
  static override args = { manifest: manifestArgument };
  static override flags = {
    ...manifestFlags,
    ...reportFlags,
    toxiproxy: toxiproxyFlag,
    engine: engineFlag,
    recover: Flags.boolean({ description: 'first undo what earlier runs left behind', default: false }),
  };

  async run(): Promise<Report> {
    const { args, flags } = await this.parse(RunCommand);
    const { run } = await import('../app/run.ts');
    const report = await run({
      manifestPath: args.manifest,
      set: flags.set ?? [],
      seed: flags.seed ?? null,
      toxiproxy: flags.toxiproxy ?? null,
      engine: flags.engine ?? null,
      reportDir: namedFolder(flags['report-dir']),
      dashboard: flags.dashboard,
      quiet: flags.quiet,
      html: flags.html,
      ndjson: wantsNdjson(flags.output, this.jsonEnabled()),
      screenReader: flags['screen-reader'],
      json: this.jsonEnabled(),
      recover: flags.recover,
    });
    process.exitCode = report.exitCode;
    return report;
  }
}
