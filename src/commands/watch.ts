import { Args, Flags } from '@oclif/core';
import { BaseCommand } from './base-command.ts';

export class WatchCommand extends BaseCommand {
  static override enableJsonFlag = false;
  static override summary = 'Show a run from its event log, while it goes on or afterwards.';
  static override description =
    'The dashboard is a fold over the log, so that a run can be seen again at any speed, and one that goes on from another terminal. Nothing ' +
    'of the run is touched. Off a terminal: the same as lines, all at once unless --speed says otherwise.';
  static override examples = [
    '<%= config.bin %> watch reports/checkout-20261121-120000-1a2b3c4d',
    '<%= config.bin %> watch reports/checkout-20261121-120000-1a2b3c4d --speed 10 --from 30s',
  ];
  static override args = {
    folder: Args.string({ description: 'The folder of a run, or its events.ndjson', required: true }),
  };
  static override flags = {
    speed: Flags.string({ description: 'times real time, or max', helpValue: '10' }),
    from: Flags.string({ description: 'where on the timeline to begin', helpValue: '30s' }),
    dashboard: Flags.boolean({ description: 'the dashboard, where there is a terminal', default: true, allowNo: true }),
    'screen-reader': Flags.boolean({ description: 'lines in place of the dashboard (also INK_SCREEN_READER=true)', default: false }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(WatchCommand);
    const { watch } = await import('../app/watch.ts');
    await watch({
      folder: args.folder,
      speed: flags.speed ?? null,
      from: flags.from ?? null,
      dashboard: flags.dashboard,
      screenReader: flags['screen-reader'],
    });
  }
}
