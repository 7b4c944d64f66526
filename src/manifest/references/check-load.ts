import { requestUrl } from '../request-url.ts';
import { findNode } from '../source/find-node.ts';
import { isText, type SourcePath } from '../source/source-node.ts';
import { fillTemplates } from '../template.ts';
import { checkClosedLoad, checkOpenLoad } from './check-load-model.ts';
import { checkRequestPart, checkScope } from './check-request-part.ts';
import { checkScenario } from './check-scenario.ts';
import type { Checker } from './checker.ts';
import type { Part } from './manifest-parts.ts';
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
    checkProxy(check, [...part.path, 'proxy']);
    if (has('proxy')) checkNoSocket(check, part, has);
  }
}

/** A Unix socket is on this machine, and no proxy leads there. */
function checkNoSocket(check: Checker, part: Part<unknown>, has: (key: string) => boolean): void {
  if (has('socket')) check.atKey([...part.path, 'socket'], '`proxy` and `socket` exclude each other', 'keep one of them');
  for (const path of requestPaths(part)) {
    const url = findNode(check.parts.root, [...path, 'url']);
    if (url === null || !isText(url) || (requestUrl(fillTemplates(url.value))?.socketPath ?? null) === null) continue;
    check.at([...path, 'url'], 'a Unix socket cannot be reached through a `proxy`', 'leave `proxy` away');
  }
}

/** Everything that load sends goes to its proxy first. */
function checkProxy(check: Checker, at: SourcePath): void {
  const node = findNode(check.parts.root, at);
  if (node === null || !isText(node)) return;
  const url = node.value;
  if (!URL.canParse(url)) return check.at(at, `\`${url}\` is not a URL`, 'a proxy is written as `http://host:port`');
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:')
    return check.at(at, `a proxy is spoken to over HTTP; \`${protocol}\` is not supported`, 'write it as `http://host:port`');
  checkScope(check, at, hostname, 'load');
}
