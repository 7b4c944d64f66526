import { didYouMean, didYouMeanOrOneOf } from '../problems/did-you-mean.ts';
import { walk } from '../source/find-node.ts';
import { isText, type SourcePath } from '../source/source-node.ts';
import { isKnownPart, portOf, serviceTemplates, type ServiceTemplate } from '../template.ts';
import { checkLoadTemplate } from './check-load-template.ts';
import type { Checker } from './checker.ts';
import { partNamed } from './manifest-parts.ts';

/** Every `{{service.part}}`: stands where the stack's addresses are known, and names a service and a port that exist. */
export function checkTemplates(check: Checker): void {
  for (const [node, path] of walk(check.parts.root)) {
    if (!isText(node)) continue;
    for (const template of serviceTemplates(node.value)) checkTemplate(check, template, path);
  }
}

function checkTemplate(check: Checker, template: ServiceTemplate, path: SourcePath): void {
  const { processes } = check.parts;
  if (!mayHoldTemplates(path)) {
    const message = `\`${template.text}\` is known only when the stack runs`;
    return check.at(path, message, 'use it in a process’s `env`, in a load’s requests, or in a probe');
  }
  if (checkLoadTemplate(check, template, path)) return;
  if (!isKnownPart(template.part)) {
    const advice = didYouMean(template.part, ['url', 'urls', 'host', 'port']);
    return check.at(path, `a service has no \`${template.part}\``, advice ?? 'use `url`, `host`, `port` or `ports.<name>`');
  }
  if (!check.declares(processes, 'process', template.service, path, 'declare it under `stack.processes`')) return;
  const port = portOf(template);
  const service = partNamed(processes, template.service);
  if (port == null || service === null || Object.hasOwn(service.ports, port)) return;
  check.at(path, `\`${service.name}\` has no port \`${port}\``, didYouMeanOrOneOf(port, Object.keys(service.ports)));
}

function mayHoldTemplates(path: SourcePath): boolean {
  const [section, second, third, fourth, ...more] = path;
  if (section === 'stack') return second === 'processes' && fourth === 'env';
  if (section === 'probes') return third === 'http' || third === 'tcp' || third === 'prometheus' || third === 'command';
  if (section !== 'load') return false;
  if (third === 'request') return fourth !== 'method';
  return (third === 'requests' || third === 'steps') && more[0] === 'request' && more[1] !== 'method';
}
