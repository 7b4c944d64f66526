import { Flags } from '@oclif/core';
import { BaseCommand } from './base-command.ts';
import { engineFlag } from './manifest-flags.ts';

export class HelperBuildCommand extends BaseCommand {
  static override summary = 'Make the images, from which faults on containers are held, on a Docker engine.';
  static override description =
    'Runs make them by themselves where they need them. This does it ahead of time: helpers out of this machine’s own nft and busybox, the ' +
    'fault proxy and the watchdog that may stand on the engine out of its Node, without any registry; or from public base images that are pinned by their digests.';
  static override examples = ['<%= config.bin %> helper build', '<%= config.bin %> helper build --from base'];
  static override flags = {
    from: Flags.option({
      options: ['any', 'host', 'base'] as const,
      default: 'any' as const,
      description: 'this machine’s programs, the public base image, or the first of these that can be done',
    })(),
    engine: engineFlag,
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(HelperBuildCommand);
    const { buildHelper } = await import('../app/helper-image.ts');
    const result = await buildHelper({ from: flags.from, engine: flags.engine ?? null });
    this.log(result.message);
    return result;
  }
}
