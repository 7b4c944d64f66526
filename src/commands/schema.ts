import { Args } from '@oclif/core';
import { BaseCommand } from './base-command.ts';

export class SchemaCommand extends BaseCommand {
  static override summary = 'Print the JSON Schema of the manifest, for editors, or of report.json, for its readers.';
  static override examples = ['<%= config.bin %> schema > experiment.schema.json', '<%= config.bin %> schema report > report.schema.json'];
  static override args = {
    of: Args.custom<'experiment' | 'report'>({
      description: 'of which document',
      options: ['experiment', 'report'],
      default: 'experiment',
    })(),
  };

  async run(): Promise<object> {
    const { args } = await this.parse(SchemaCommand);
    const { schema } = await import('../app/schema.ts');
    const document = schema(args.of);
    if (!this.jsonEnabled()) this.logJson(document);
    return document;
  }
}
