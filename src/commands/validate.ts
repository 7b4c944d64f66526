import { Args } from '@oclif/core';
import type { ValidationDocument } from '../app/validate.ts';
import { BaseCommand } from './base-command.ts';
import { manifestFlags } from './manifest-flags.ts';

export class ValidateCommand extends BaseCommand {
  static override summary = 'Check manifests: every problem of every file, each with its place.';
  static override examples = ['<%= config.bin %> validate experiments/*/experiment.yaml'];
  static override strict = false;
  static override args = {
    manifests: Args.string({ description: 'The experiments: one or more YAML files', required: true, multiple: true }),
  };
  static override flags = manifestFlags;

  async run(): Promise<ValidationDocument> {
    const { argv, flags } = await this.parse(ValidateCommand);
    const { validate } = await import('../app/validate.ts');
    const { document, text } = await validate({ manifestPaths: argv.map(String), set: flags.set ?? [], seed: flags.seed ?? null });
    this.log(text);
    process.exitCode = document.exitCode;
    return document;
  }
}
