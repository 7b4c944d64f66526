import { Args, Flags } from '@oclif/core';

export const manifestArgument = Args.string({
  name: 'manifest',
  description: 'The experiment: a YAML file',
  required: true,
});

/** Flags that change what a manifest says; the same for every command that reads one. */
export const manifestFlags = {
  set: Flags.string({
    description: 'override one value, as in --set vars.storefront=naive (repeatable)',
    helpValue: 'path=value',
    multiple: true,
    multipleNonGreedy: true,
  }),
  seed: Flags.integer({ description: 'seed of every random choice, in place of random.seed', min: 0, max: Number.MAX_SAFE_INTEGER }),
};

/** For commands that speak to a Docker engine. */
export const engineFlag = Flags.string({
  description: 'Docker engine, by URL or context; wins over safety.engine, DOCKER_HOST and the current context',
  helpValue: 'engine',
});

/** For commands that plan a run. */
export const toxiproxyFlag = Flags.string({
  description: 'Toxiproxy for faults on edges, in place of the embedded one; wins over the manifest and TOXIPROXY_URL',
  helpValue: 'url',
});
