import type { ProblemList } from '../problems/problem-list.ts';
import type { SourceNode } from '../source/source-node.ts';
import { checkFaults } from './check-faults.ts';
import { checkLoad } from './check-load.ts';
import { checkProbes } from './check-probes.ts';
import { checkProcesses } from './check-processes.ts';
import { checkSafety } from './check-safety.ts';
import { checkSlos } from './check-slos.ts';
import { checkStack } from './check-stack.ts';
import { checkTargets } from './check-targets.ts';
import { checkTemplates } from './check-templates.ts';
import { Checker } from './checker.ts';
import { readParts } from './manifest-parts.ts';

/** Whatever one part of a manifest says of another. Runs also when parts are wrong in themselves, on those that are not. */
export function checkReferences(root: SourceNode, problems: ProblemList): void {
  const check = new Checker(readParts(root), problems);
  checkStack(check);
  checkProcesses(check);
  checkTemplates(check);
  checkTargets(check);
  checkLoad(check);
  checkProbes(check);
  checkFaults(check);
  checkSlos(check);
  checkSafety(check);
}
