import { connectEngine } from '../docker/engine.ts';
import type { DockerEngine } from '../docker/engine.ts';
import { resolveEngine } from '../docker/resolve-engine.ts';
import { takenNames } from '../docker/taken-names.ts';
import { listProject } from '../docker/stack-container.ts';
import { EXIT, UserError } from '../errors/user-error.ts';
import type { Experiment } from '../manifest/experiment.ts';
import type { Inventory } from '../plan/inventory.ts';
import { readComposeConfig } from '../stack/compose-config.ts';
import type { ComposeConfig } from '../stack/compose-config.ts';
import { outlivesUs } from './outlives-us.ts';
import { composeEnvironment, findCompose } from '../stack/compose-tool.ts';
import type { ComposeTool } from '../stack/compose-tool.ts';
import { inventoryOfConfig, inventoryOfProject } from '../stack/docker-inventory.ts';

/** A Docker stack looked at, and not touched: what a plan is made of, and what a run brings it up with. */
export interface DockerSight {
  readonly engine: DockerEngine;
  readonly inventory: Inventory;
  readonly compose: { readonly tool: ComposeTool; readonly config: ComposeConfig; readonly env: NodeJS.ProcessEnv } | null;
}

const LOOK_LIMIT_MS = 30_000;

/**
 * The engine, and what stands or will stand on it; `null` for a stack without containers. Throws a UserError: exit 2 for a compose file
 * that cannot be read and for an engine that such a stack does not need, exit 6 where no engine answers or the project is not there.
 */
export async function lookAtStack({ stack, safety }: Experiment, engineFlag: string | null): Promise<DockerSight | null> {
  if (stack.kind !== 'compose' && stack.kind !== 'project') {
    if (engineFlag !== null) throw needless(engineFlag);
    return null;
  }
  const signal = AbortSignal.timeout(LOOK_LIMIT_MS);
  const address = await resolveEngine({ flag: engineFlag, manifest: safety.engine, env: process.env, policies: safety.engines ?? [] });
  if (stack.kind === 'compose') {
    const env = composeEnvironment(process.env, address, stack.env);
    const tool = await findCompose(env);
    const config = await readComposeConfig(tool, stack, env);
    const engine = await connectEngine(address, signal);
    const taken = await takenNames(engine, config.fixedNames, signal);
    const fixedNames = config.fixedNames.map((one) => ({ ...one, isTaken: taken.includes(one) }));
    const inventory = await withOutlook(inventoryOfConfig(engine, config), engine);
    return { engine, inventory: { ...inventory, fixedNames }, compose: { tool, config, env } };
  }
  const engine = await connectEngine(address, signal);
  const containers = await listProject(engine, stack.project, signal);
  if (containers.length === 0) {
    throw new UserError(`there is no compose project ${stack.project} on the engine ${engine.name} (${address.url})`, {
      exitCode: EXIT.unreachable,
      where: address.url,
      try: 'see `docker compose ls`; start it first, or name another engine with --engine',
    });
  }
  return { engine, inventory: await withOutlook(inventoryOfProject(engine, stack.project, containers), engine), compose: null };
}

function needless(engineFlag: string): UserError {
  return new UserError('--engine is for stacks of containers, and this one has none', {
    exitCode: EXIT.usage,
    where: `--engine ${engineFlag}`,
    try: 'leave it away, or give the manifest a `stack.compose` or a `stack.project`',
  });
}

async function withOutlook(inventory: Inventory, engine: DockerEngine): Promise<Inventory> {
  return { ...inventory, engine: { ...inventory.engine, outlivesUs: await outlivesUs(engine, process.env), kernel: engine.kernel } };
}
