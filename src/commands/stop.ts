import { Args, Flags } from '@oclif/core';
import type { StopDocument } from '../app/stop.ts';
import { BaseCommand } from './base-command.ts';

export class StopCommand extends BaseCommand {
  static override summary = 'Stop runs that live, from another terminal or machine, and wait until they have undone everything.';
  static override description =
    'Does to a run what a first Ctrl-C at its own terminal does: it undoes its faults, writes its report, and ends with 143. Reaches the runs ' +
    'of this user on this machine, and, on a Docker engine, those of any machine. Exit 0 when they ended with nothing left, 5 when not.';
  static override examples = [
    '<%= config.bin %> stop',
    '<%= config.bin %> stop 1a2b3c4d',
    '<%= config.bin %> stop --all --engine ssh://ops@host',
  ];
  static override args = {
    run: Args.string({ description: 'The run, as its folder’s name ends; without it, the one that lives' }),
  };
  static override flags = {
    all: Flags.boolean({ description: 'every run that lives here and on the engine', default: false }),
    engine: Flags.string({
      description: 'Docker engine to look at, by URL or context; by default the one that docker speaks to',
      helpValue: 'engine',
    }),
  };

  async run(): Promise<StopDocument> {
    const { args, flags } = await this.parse(StopCommand);
    const { stop, renderStop } = await import('../app/stop.ts');
    const document = await stop({ run: args.run ?? null, all: flags.all, engine: flags.engine ?? null });
    this.log(renderStop(document));
    process.exitCode = document.exitCode;
    return document;
  }
}
