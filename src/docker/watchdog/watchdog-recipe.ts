import { agentRecipe } from '../agent/agent-recipe.ts';
import type { AgentProgram } from '../agent/agent-image.ts';
import type { ImageRecipe } from '../helper/helper-image.ts';

/** The image of the watchdog that runs on an engine: Node, our own program, and the engine's client. */
export function watchdogRecipe(program: AgentProgram): ImageRecipe {
  return {
    ...agentRecipe(program),
    what: 'watchdog image',
    label: 'dev.shakedown.watchdog',
    // Names an image of ours in a registry of the user's own.
    variable: 'SHAKEDOWN_WATCHDOG_IMAGE',
  };
}
