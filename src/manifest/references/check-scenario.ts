import { checkAnswerParts } from './check-answer-parts.ts';
import { findNode } from '../source/find-node.ts';
import type { SourcePath } from '../source/source-node.ts';
import type { Checker } from './checker.ts';
import type { Part } from './manifest-parts.ts';
import type { LoadRefs } from './reference-schemas.ts';

const FORMS = ['request', 'requests', 'steps'] as const;

/** One of `request`, `requests` and `steps`; names that templates can tell apart; thinking only where something follows. */
export function checkScenario(check: Checker, part: Part<LoadRefs>, has: (...path: SourcePath) => boolean): void {
  const { path, node } = part;
  const [form, second] = FORMS.filter((key) => has(key));
  if (form === undefined)
    check.at(path, `\`load[${String(path[1])}].request\` is missing`, 'say what an arrival sends: `request: { url: … }`');
  if (form !== undefined && second !== undefined)
    check.atKey([...path, second], `\`${form}\` and \`${second}\` exclude each other`, 'keep one of them');
  if (form !== 'request' && has('checks')) {
    check.atKey([...path, 'checks'], `with \`${form ?? 'steps'}\`, checks belong to each of them`, 'move them there');
  }
  if (form !== 'steps' && has('cookies'))
    check.atKey([...path, 'cookies'], 'only a flow keeps cookies: between its steps', 'use `steps`, or take it away');
  checkNames(check, part);
  checkAnswerParts(check, path, node);
  const requests = findNode(node, ['requests']);
  if (requests?.kind === 'list') for (const [at, one] of requests.items.entries()) checkAnswerParts(check, [...path, 'requests', at], one);
  const steps = findNode(node, ['steps']);
  if (steps?.kind !== 'list' || steps.items.length === 0) return;
  for (const [at, step] of steps.items.entries()) checkAnswerParts(check, [...path, 'steps', at], step);
  const last = steps.items.length - 1;
  if (has('steps', last, 'think')) check.atKey([...path, 'steps', last, 'think'], 'nothing follows the last step', 'take `think` away');
}

/** `{{name.…}}` must mean one thing: a service, a data file or a step. */
function checkNames(check: Checker, { path, node }: Part<LoadRefs>): void {
  const taken = new Map(check.parts.processes.parts.flatMap(({ name }) => (name === null ? [] : [[name, 'a process']])));
  for (const [list, what] of [
    ['data', 'a data file'],
    ['steps', 'a step'],
    ['requests', 'a request'],
  ] as const) {
    const items = findNode(node, [list]);
    if (items?.kind !== 'list') continue;
    for (const [at, item] of items.items.entries()) {
      const name = findNode(item, ['name']);
      if (name?.kind !== 'scalar' || typeof name.value !== 'string') continue;
      const other = taken.get(name.value);
      if (other !== undefined && !(list === 'requests' && other === 'a process')) {
        check.at([...path, list, at, 'name'], `${what} and ${other} are both named \`${name.value}\``, 'give one of them another name');
      }
      taken.set(name.value, what);
    }
  }
}
