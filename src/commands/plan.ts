import type { PlanDocument } from '../app/plan.ts';
import { BaseCommand } from './base-command.ts';
import { manifestArgument, manifestFlags, toxiproxyFlag, engineFlag } from './manifest-flags.ts';

export class PlanCommand extends BaseCommand {
  static override summary = 'Show what a run would do, and to whom, without touching anything.';
  static override description =
    'Prints the targets that the seed draws, the blast radius, the timeline, what will be undone and how, and whether each SLO will see enough samples.';
  static override examples = ['<%= config.bin %> plan experiments/quickstart/experiment.yaml'];
  static override args = { manifest: manifestArgument };
  static override flags = { ...manifestFlags, toxiproxy: toxiproxyFlag, engine: engineFlag };

  async run(): Promise<PlanDocument> {
    const { args, flags } = await this.parse(PlanCommand);
    const { plan } = await import('../app/plan.ts');
    const { document, text } = await plan({
      manifestPath: args.manifest,
      set: flags.set ?? [],
      seed: flags.seed ?? null,
      toxiproxy: flags.toxiproxy ?? null,
      engine: flags.engine ?? null,
    });
    this.log(text);
    return document;
  }
}
