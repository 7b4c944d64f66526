import { Args, Flags } from '@oclif/core';
import type { IndexDocument } from '../app/index-reports.ts';
import type { RenderingDocument } from '../app/report.ts';
import { BaseCommand } from './base-command.ts';

export class ReportCommand extends BaseCommand {
  static override summary = 'Render the report of a run again, in any of its forms.';
  static override description =
    'Reads events.ndjson of a run folder and nothing else: a run that was stopped, killed or is of another machine has a report, too. ' +
    'Files go into the run folder unless --output names another place. Exit 0 whatever the verdict was.';
  static override examples = [
    '<%= config.bin %> report reports/quickstart-20261121-130921-3f9a1c2b',
    '<%= config.bin %> report reports/quickstart-20261121-130921-3f9a1c2b --format csv --output - > series.csv',
    '<%= config.bin %> report reports/quickstart-20261121-130921-3f9a1c2b --format html --format openmetrics --output build/',
    '<%= config.bin %> report --index reports/',
  ];
  static override args = {
    run: Args.string({ description: 'The folder of a run, or its events.ndjson; with --index the folder of all runs', required: true }),
  };
  static override flags = {
    format: Flags.custom<'html' | 'json' | 'junit' | 'markdown' | 'csv' | 'openmetrics'>({
      char: 'f',
      description: 'form of the report (repeatable)',
      options: ['html', 'json', 'junit', 'markdown', 'csv', 'openmetrics'],
      multiple: true,
      multipleNonGreedy: true,
      default: ['html'],
    })(),
    index: Flags.boolean({
      description: 'an overview of all runs in the folder, with the trend of each SLO: its index.html',
      default: false,
      exclusive: ['format', 'output'],
    }),
    output: Flags.string({
      char: 'o',
      description: 'file of one format, or folder (made where it is not there; always one for several), - for stdout',
      helpValue: 'path',
    }),
  };

  async run(): Promise<RenderingDocument | IndexDocument> {
    const { args, flags } = await this.parse(ReportCommand);
    if (flags.index) {
      const { indexReports } = await import('../app/index-reports.ts');
      const document = await indexReports(args.run);
      this.log(document.path);
      for (const name of document.leftOut) this.logToStderr(`left out: ${name} has no report.json of this version`);
      return document;
    }
    const { report } = await import('../app/report.ts');
    const { document, text } = await report({ path: args.run, formats: flags.format, output: flags.output ?? null });
    if (text !== null && !this.jsonEnabled()) process.stdout.write(text);
    for (const { path } of document.files) this.log(path);
    return document;
  }
}
