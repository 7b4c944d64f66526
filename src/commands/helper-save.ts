import { Args } from '@oclif/core';
import { BaseCommand } from './base-command.ts';
import { engineFlag } from './manifest-flags.ts';

export class HelperSaveCommand extends BaseCommand {
  static override summary =
    'Write the helper image, and those of the proxy and the watchdog where they are there, into a file, for engines without a way out.';
  static override examples = ['<%= config.bin %> helper save shakedown-helper.tar'];
  static override args = { file: Args.string({ required: true, description: 'tar to write; must not be there yet' }) };
  static override flags = { engine: engineFlag };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(HelperSaveCommand);
    const { saveHelper } = await import('../app/helper-image.ts');
    const result = await saveHelper({ file: args.file, engine: flags.engine ?? null });
    this.log(result.message);
    return result;
  }
}
