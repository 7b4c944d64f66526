import { UserError } from '../errors/user-error.ts';
import type { Experiment } from '../manifest/experiment.ts';
import type { Inventory } from '../plan/inventory.ts';
import { supposedInventory } from '../plan/supposed-inventory.ts';
import { readComposeConfig } from '../stack/compose-config.ts';
import { composeEnvironment, findCompose } from '../stack/compose-tool.ts';
import type { ComposeTool } from '../stack/compose-tool.ts';
import { inventoryOf } from '../stack/docker-inventory.ts';

/** Compose reads a file without asking any engine; it is told of one where nobody answers. */
const NO_ENGINE = { url: 'unix:///nonexistent/docker.sock', tlsFolder: null, from: 'nobody' };

export interface Supposition {
  readonly inventory: Inventory;
  /** Whether that is what will be there; else only what the manifest needs. */
  readonly isKnown: boolean;
}

/**
 * What can be known of a Docker stack without its engine: what its compose file says, where Compose is installed; else what the manifest
 * itself supposes. `null`: a stack without containers. Throws a UserError (exit 2) for a compose file that cannot be read.
 */
export async function lookWithoutEngine(experiment: Experiment): Promise<Supposition | null> {
  const { stack } = experiment;
  if (stack.kind !== 'compose' && stack.kind !== 'project') return null;
  const env = composeEnvironment(process.env, NO_ENGINE, stack.kind === 'compose' ? stack.env : {});
  const tool = stack.kind === 'compose' ? await composeHere(env) : null;
  if (stack.kind !== 'compose' || tool === null) return { inventory: supposedInventory(experiment), isKnown: false };
  const config = await readComposeConfig(tool, stack, env);
  const { engine } = supposedInventory(experiment);
  return { inventory: inventoryOf(engine, config), isKnown: true };
}

function composeHere(env: NodeJS.ProcessEnv): Promise<ComposeTool | null> {
  return findCompose(env).catch((error: unknown) => {
    if (error instanceof UserError) return null;
    throw error;
  });
}
