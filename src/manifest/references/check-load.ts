import { findNode } from '../source/find-node.ts';
import type { SourcePath } from '../source/source-node.ts';
import { checkClosedLoad, checkOpenLoad } from './check-load-model.ts';
import { checkRequestPart } from './check-request-part.ts';
import { checkScenario } from './check-scenario.ts';
import type { Checker } from './checker.ts';
import { requestPaths } from './request-paths.ts';

/** Load goes to addresses that are ours to load, with requests that make sense, by a model that can be run. */
export function checkLoad(check: Checker): void {
  const { load, probes } = check.parts;
  if (load.known && probes.known && load.parts.length === 0 && probes.parts.length === 0)
    check.at(['load'], 'without load or probes nothing can be judged', 'add a `load` entry, or `probes`');
  check.unique(check.parts.load, 'load entries', 'name');
  for (const part of check.parts.load.parts) {
    if (part.node.kind !== 'map') continue;
    const has = (...path: SourcePath): boolean => findNode(part.node, path) !== null;
    if (part.value?.model === 'closed') checkClosedLoad(check, part, has);
    else if (part.value !== null) checkOpenLoad(check, part, has);
    checkScenario(check, part, has);
    for (const path of requestPaths(part)) checkRequestPart(check, path);
  }
}
