import { didYouMeanOrOneOf } from '../problems/did-you-mean.ts';
import type { ProblemList } from '../problems/problem-list.ts';
import { parseScalar } from './parse-scalar.ts';
import type { SourceEntry, SourceList, SourceMap, SourceNode, SourcePlace } from './source-node.ts';

export interface Override {
  /** `load.0.rate`, `load.checkout.rate`, `vars.sku`. */
  readonly path: string;
  /** Read as a YAML scalar. */
  readonly value: string;
}

/**
 * The tree with one value replaced or added. Entries of a list are named by index, or by their `name` or `id`. Whether the schema
 * knows the path is the schema's to say; lists do not grow, and `vars` holds only what the manifest declares.
 */
export function applyOverride(root: SourceNode, override: Override, problems: ProblemList): SourceNode {
  const steps = override.path.split('.');
  const flag = `--set ${override.path}=${override.value}`;
  const fail = (place: SourcePlace, message: string, suggestion: string | null): null => {
    problems.add({ ...place, override: flag }, message, suggestion);
    return null;
  };
  if (steps.some((step) => step === '' || step === '__proto__')) {
    fail(root.place, `\`${override.path}\` is not a path`, 'use names with dots between them: `--set load.checkout.rate=50/s`');
    return root;
  }

  const set = (node: SourceNode, at: number): SourceNode | null => {
    const step = steps[at];
    if (step === undefined) return { ...parseScalar(override.value), place: { ...node.place, override: flag } };
    if (node.kind === 'list') return setItem(node, step, at);
    // An empty or absent block begins as a map; a scalar in the way is replaced only by naming it itself.
    if (node.kind === 'scalar' && node.value !== null) {
      return fail(node.place, `there is nothing under \`${steps.slice(0, at).join('.')}\`: it is a single value`, null);
    }
    return setEntry(node.kind === 'map' ? node : { kind: 'map', entries: [], place: node.place }, step, at);
  };

  const setEntry = (map: SourceMap, step: string, at: number): SourceNode | null => {
    const existing = map.entries.find(({ key }) => key === step);
    if (existing === undefined && at === 1 && steps[0] === 'vars') {
      const names = map.entries.map(({ key }) => key);
      return fail(
        map.place,
        `\`vars\` declares no \`${step}\``,
        didYouMeanOrOneOf(step, names) ?? 'declare it, with its default, in the manifest',
      );
    }
    const place = { ...map.place, override: flag };
    const entry: SourceEntry = existing ?? { key: step, keyPlace: place, value: emptyMap(place) };
    const value = set(entry.value, at + 1);
    if (value === null) return null;
    const entries = map.entries.map((one) => (one.key === step ? { ...one, value } : one));
    return { ...map, entries: existing === undefined ? [...entries, { ...entry, value }] : entries };
  };

  const setItem = (list: SourceList, step: string, at: number): SourceNode | null => {
    const names = list.items.map(nameOf);
    const index = /^\d+$/u.test(step) ? Number(step) : names.indexOf(step);
    const item = list.items[index];
    if (item === undefined) {
      const known = names.filter((name) => name !== null);
      const what = steps.slice(0, at).join('.');
      const count = `\`${what}\` has ${list.items.length === 1 ? 'one entry' : `${list.items.length} entries`}, counted from 0`;
      return /^\d+$/u.test(step)
        ? fail(list.place, `\`${what}\` has no entry ${step}`, count)
        : fail(list.place, `\`${what}\` has no entry named \`${step}\``, didYouMeanOrOneOf(step, known) ?? count);
    }
    const value = set(item, at + 1);
    return value === null ? null : { ...list, items: list.items.map((one, i) => (i === index ? value : one)) };
  };

  return set(root, 0) ?? root;
}

function emptyMap(place: SourcePlace): SourceMap {
  return { kind: 'map', entries: [], place };
}

function nameOf(item: SourceNode): string | null {
  if (item.kind !== 'map') return null;
  const name = item.entries.find(({ key }) => key === 'name' || key === 'id')?.value;
  return name?.kind === 'scalar' && name.value !== null ? String(name.value) : null;
}
