import { Flags } from '@oclif/core';
import type { BaselineDocument } from '../app/compare.ts';
import type { ComparisonDocument } from '../compare/comparison.ts';
import { BaseCommand } from './base-command.ts';

export class CompareCommand extends BaseCommand {
  static override summary = 'Compare runs of one experiment: better, worse, or no difference shown.';
  static override description =
    'A run is a run folder, a report.json, or a folder of run folders. Two runs, or two groups of them: the unit is the run, so that more ' +
    'runs see smaller differences. Exit 0; with --fail-on worse, 1 when something is worse, and 3 when there are too few runs to tell.';
  static override usage = [
    'compare <run> <run>',
    'compare --base <run>… --with <run>… [--fail-on worse]',
    'compare --baseline <file> <run>… [--fail-on worse | --update-baseline]',
  ];
  static override examples = [
    '<%= config.bin %> compare reports/shop-before reports/shop-after',
    '<%= config.bin %> compare --base before/* --with after/* --fail-on worse',
    '<%= config.bin %> compare --baseline perf/shop.json --update-baseline reports/shop-*',
  ];
  static override strict = false;
  static override flags = {
    base: Flags.string({ description: 'runs to compare against', helpValue: 'run…', multiple: true }),
    with: Flags.string({ description: 'runs that are compared', helpValue: 'run…', multiple: true }),
    baseline: Flags.string({ description: 'file that stands for the base, with the spread between its runs', helpValue: 'file' }),
    'update-baseline': Flags.boolean({ description: 'write the runs into that file instead', default: false }),
    'fail-on': Flags.option({ description: 'exit 1 on this verdict', options: ['worse'] as const })(),
  };

  async run(): Promise<ComparisonDocument | BaselineDocument> {
    const { argv, flags } = await this.parse(CompareCommand);
    const { compare, renderComparison, updateBaseline } = await import('../app/compare.ts');
    const { groupsOf } = await import('../app/compared-paths.ts');
    const options = {
      ...groupsOf({ runs: argv.map(String), base: flags.base ?? [], with: flags.with ?? [], baseline: flags.baseline ?? null }),
      baseline: flags.baseline ?? null,
      updateBaseline: flags['update-baseline'],
      failOn: flags['fail-on'] ?? null,
    };
    if (options.updateBaseline) {
      const updated = await updateBaseline(options);
      this.log(`${updated.baseline} now holds ${updated.runs} runs of ${updated.name}`);
      return updated;
    }
    const document = await compare(options);
    this.log(renderComparison(document).trimEnd());
    process.exitCode = document.exitCode;
    return document;
  }
}
