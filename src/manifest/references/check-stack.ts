import { findNode } from '../source/find-node.ts';
import type { Checker } from './checker.ts';

const KINDS = ['processes', 'compose', 'project'] as const;

/** A stack is of one kind. */
export function checkStack(check: Checker): void {
  const [, second] = KINDS.filter((key) => findNode(check.parts.root, ['stack', key]) !== null);
  if (second !== undefined) check.atKey(['stack', second], 'a stack is either `processes`, `compose` or `project`', 'keep one of them');
}
