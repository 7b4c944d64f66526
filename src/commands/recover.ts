import { Flags } from '@oclif/core';
import type { RecoveryDocument } from '../app/recover.ts';
import { BaseCommand } from './base-command.ts';

export class RecoverCommand extends BaseCommand {
  static override summary = 'Find what earlier runs left behind, undo it, and prove it.';
  static override description =
    'Touches only runs whose lock is gone or expired, and lists the others. Exit 0 when nothing is left of runs that are over, 5 when something is.';
  static override examples = [
    '<%= config.bin %> recover --dry-run',
    '<%= config.bin %> recover',
    '<%= config.bin %> recover --toxiproxy http://toxiproxy:8474',
  ];
  static override flags = {
    'dry-run': Flags.boolean({ description: 'list what is left and touch nothing', default: false }),
    engine: Flags.string({
      description: 'Docker engine to look at, by URL or context; by default the one that docker speaks to',
      helpValue: 'engine',
    }),
    toxiproxy: Flags.string({
      description: 'a Toxiproxy that stands, to look at too; by default the one in TOXIPROXY_URL',
      helpValue: 'url',
    }),
    force: Flags.string({
      description: 'a run to recover although it lives or may live, or another host wrote its journal',
      helpValue: 'run',
    }),
  };

  async run(): Promise<RecoveryDocument> {
    const { flags } = await this.parse(RecoverCommand);
    const { recover, renderRecovery } = await import('../app/recover.ts');
    const document = await recover({
      dryRun: flags['dry-run'],
      force: flags.force ?? null,
      engine: flags.engine ?? null,
      toxiproxy: flags.toxiproxy ?? null,
    });
    this.log(renderRecovery(document));
    process.exitCode = document.exitCode;
    return document;
  }
}
