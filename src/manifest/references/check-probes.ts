import { parseJsonPath } from '../../load/scenario/json-path.ts';
import { formatDuration } from '../../units/duration.ts';
import { findNode } from '../source/find-node.ts';
import { isText, type SourcePath } from '../source/source-node.ts';
import { fillTemplates } from '../template.ts';
import type { Checker } from './checker.ts';
import { checkUrl } from './check-request-part.ts';
import { valuesOf, type Part } from './manifest-parts.ts';
import type { ProbeRefs } from './reference-schemas.ts';

/** SLOs and stop conditions speak of probes that exist. */
function checkNames(check: Checker): void {
  const { probes, slos, stopConditions } = check.parts;
  const judged = [
    ...valuesOf(slos).map(({ part, value }) => ({
      path: part.node.kind === 'map' ? [...part.path, 'expr'] : part.path,
      expression: value.expr,
    })),
    ...valuesOf(stopConditions).map(({ part, value }) => ({ path: part.path, expression: value.expression })),
  ];
  for (const { path, expression } of judged) {
    if (expression.metric.kind === 'probe') check.declares(probes, 'probe', expression.metric.name, path, 'declare it under `probes`');
  }
}

/** Probes that can be asked, where asking is allowed, and often enough for the baseline to know of them. */
export function checkProbes(check: Checker): void {
  check.unique(check.parts.probes, 'probes', 'name');
  checkNames(check);
  for (const { part, value } of valuesOf(check.parts.probes)) {
    checkTimes(check, part, value);
    checkExpectation(check, part);
    checkPlace(check, part);
  }
}

function checkTimes(check: Checker, { path }: Part<unknown>, { every, timeout }: ProbeRefs): void {
  const { phases } = check.parts;
  if (timeout !== undefined && timeout > every) {
    const message = `the timeout of ${formatDuration(timeout)} is longer than \`every\` (${formatDuration(every)})`;
    check.at([...path, 'timeout'], message, 'a probe is asked once at a time: make it `every` or less');
  }
  if (phases === null || phases.baseline >= every) return;
  const message = `asked every ${formatDuration(every)}, it may not be asked in a baseline of ${formatDuration(phases.baseline)}`;
  check.at(check.has([...path, 'every']) ? [...path, 'every'] : path, message, 'ask more often, or lengthen `phases.baseline`');
}

function checkExpectation(check: Checker, { path }: Part<unknown>): void {
  const expect = [...path, 'expect'];
  const jsonPath = textAt(check, [...expect, 'jsonPath']);
  const hasValue = check.has([...expect, 'value']);
  if (!check.has([...path, 'http'])) return;
  if (jsonPath !== null && parseJsonPath(jsonPath) === null)
    check.at([...expect, 'jsonPath'], `\`${jsonPath}\` is no JSONPath`, 'such as `$.queue.depth`');
  if (jsonPath !== null && !hasValue)
    check.atKey([...expect, 'jsonPath'], 'nothing says what the number there must be', 'add `value: "< 100"`');
  if (hasValue && jsonPath === null) check.atKey([...expect, 'value'], 'nothing says where the number is', 'add `jsonPath: $.queue.depth`');
}

function checkPlace(check: Checker, { path }: Part<unknown>): void {
  const urls: SourcePath[] = [
    [...path, 'http'],
    [...path, 'http', 'url'],
    [...path, 'prometheus', 'url'],
  ];
  for (const at of urls) {
    const url = textAt(check, at);
    if (url !== null) checkUrl(check, at, url, 'probes');
  }
  checkBody(check, path);
  checkAddress(check, [...path, 'tcp']);
  checkContainer(check, [...path, 'container']);
  const { safety } = check.parts;
  if (!check.has([...path, 'command']) || safety === null || safety.allowCommands) return;
  const message = 'a probe that runs a program on this machine is refused';
  check.atKey([...path, 'command'], message, 'if you trust this manifest: `safety: { allowCommands: true }`');
}

function checkBody(check: Checker, path: SourcePath): void {
  const method = textAt(check, [...path, 'http', 'method']) ?? 'GET';
  if (!check.has([...path, 'http', 'body']) || (method !== 'GET' && method !== 'HEAD')) return;
  check.atKey([...path, 'http', 'body'], `a ${method} request carries no body`, 'add `method: POST`');
}

function checkAddress(check: Checker, at: SourcePath): void {
  const address = textAt(check, at);
  if (address === null) return;
  const filled = fillTemplates(address);
  if (!/^(?:\[[\da-f:.]+\]|[^\s:/]+):\d{1,5}$/iu.test(filled))
    return check.at(at, `\`${address}\` is no \`host:port\``, 'such as `127.0.0.1:5432`');
  checkUrl(check, at, address.includes('{{') ? filledOrigin(address) : `http://${address}`, 'probes');
}

/** A service of the stack is ours, whatever its address. */
function filledOrigin(address: string): string {
  return /^\{\{[^}]*\}\}/u.test(address) ? 'http://127.0.0.1:1' : `http://${fillTemplates(address)}`;
}

function checkContainer(check: Checker, at: SourcePath): void {
  if (!check.has(at) || check.has(['stack', 'compose']) || check.has(['stack', 'project'])) return;
  check.atKey(at, 'a container probe needs a stack of containers', 'ask over `http` or `tcp`, or describe a Docker stack');
}

function textAt(check: Checker, path: SourcePath): string | null {
  const node = findNode(check.parts.root, path);
  return node !== null && isText(node) ? node.value : null;
}
