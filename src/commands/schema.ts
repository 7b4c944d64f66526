import { BaseCommand } from './base-command.ts';

export class SchemaCommand extends BaseCommand {
  static override summary = 'Print the JSON Schema of the manifest, for editors.';
  static override examples = ['<%= config.bin %> schema > experiment.schema.json'];

  async run(): Promise<object> {
    await this.parse(SchemaCommand);
    const { schema } = await import('../app/schema.ts');
    const document = schema();
    if (!this.jsonEnabled()) this.logJson(document);
    return document;
  }
}
