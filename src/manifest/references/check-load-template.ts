import { didYouMeanOrOneOf } from '../problems/did-you-mean.ts';
import { findNode } from '../source/find-node.ts';
import type { SourcePath } from '../source/source-node.ts';
import type { ServiceTemplate } from '../template.ts';
import type { Checker } from './checker.ts';

/**
 * A template in a load's request that names a data file of that load, or what a step before it extracted. False: it names neither,
 * and so must be a service.
 */
export function checkLoadTemplate(check: Checker, { text, service: source, part }: ServiceTemplate, path: SourcePath): boolean {
  const [section, index, list, at] = path;
  if (section !== 'load' || index === undefined) return false;
  if (namesIn(check, ['load', index, 'data']).includes(source)) {
    checkOrigin(check, text, path);
    return true;
  }
  const steps = namesIn(check, ['load', index, 'steps']);
  const named = steps.indexOf(source);
  if (named < 0) return checkUnknown(check, text, source, path, steps);
  if (list !== 'steps' || typeof at !== 'number' || named >= at) {
    check.at(path, `\`${text}\` is known only after step \`${source}\``, 'extract it in an earlier step');
    return true;
  }
  const extract = findNode(check.parts.root, ['load', index, 'steps', named, 'extract']);
  const names = extract?.kind === 'map' ? extract.entries.map(({ key }) => key) : [];
  if (!names.includes(part))
    check.at(
      path,
      `step \`${source}\` extracts no \`${part}\``,
      didYouMeanOrOneOf(part, names) ?? `add \`extract: { ${part}: { jsonPath: $.${part} } }\` to it`,
    );
  checkOrigin(check, text, path);
  return true;
}

/** What is no service either, and could be a slip for any of the three. */
function checkUnknown(check: Checker, text: string, source: string, path: SourcePath, steps: readonly unknown[]): boolean {
  const { processes } = check.parts;
  const services = processes.parts.flatMap(({ name }) => (name === null ? [] : [name]));
  const others = [...namesIn(check, [...path.slice(0, 2), 'data']), ...steps].filter((name) => typeof name === 'string');
  if (!processes.known || services.includes(source) || others.length === 0) return false;
  check.at(path, `nothing is named \`${source}\`, so \`${text}\` means nothing`, didYouMeanOrOneOf(source, [...others, ...services]));
  return true;
}

/** The names of a list's items, in order. */
function namesIn(check: Checker, path: SourcePath): unknown[] {
  const list = findNode(check.parts.root, path);
  if (list?.kind !== 'list') return [];
  return list.items.map((item) => {
    const name = findNode(item, ['name']);
    return name?.kind === 'scalar' ? name.value : null;
  });
}

/** A template in a URL's scheme, host or port. */
function checkOrigin(check: Checker, text: string, path: SourcePath): void {
  const url = path.at(-1) === 'url' ? findNode(check.parts.root, path) : null;
  if (url?.kind !== 'scalar' || typeof url.value !== 'string' || url.value.indexOf(text) >= originEnd(url.value)) return;
  check.at(path, `\`${text}\` cannot say where requests go: that must be known before the first`, 'keep templates to path and query');
}

function originEnd(url: string): number {
  const rest = url.indexOf('://');
  const from = rest < 0 ? 0 : rest + 3;
  const end = url.slice(from).search(/[/?#]/u);
  return end < 0 ? url.length : from + end;
}
