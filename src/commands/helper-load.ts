import { Args } from '@oclif/core';
import { BaseCommand } from './base-command.ts';
import { engineFlag } from './manifest-flags.ts';

export class HelperLoadCommand extends BaseCommand {
  static override summary = 'Put the images of a file on a Docker engine.';
  static override examples = ['<%= config.bin %> helper load shakedown-helper.tar'];
  static override args = { file: Args.string({ required: true, description: 'tar that `helper save` wrote' }) };
  static override flags = { engine: engineFlag };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(HelperLoadCommand);
    const { loadHelper } = await import('../app/helper-image.ts');
    const result = await loadHelper({ file: args.file, engine: flags.engine ?? null });
    this.log(result.message);
    return result;
  }
}
