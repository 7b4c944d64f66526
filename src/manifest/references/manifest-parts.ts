import type { z } from 'zod';
import type { PhasesInput } from '../schema/phases-schema.ts';
import { stopConditionSchema, type SloObjectInput, type StopConditionInput } from '../schema/slo-schema.ts';
import type { TargetInput } from '../schema/target-schema.ts';
import { findNode } from '../source/find-node.ts';
import type { SourceNode, SourcePath } from '../source/source-node.ts';
import { toValue } from '../source/to-value.ts';
import {
  faultRefs,
  loadRefs,
  phasesRefs,
  probeRefs,
  processRefs,
  safetyRefs,
  sloRefs,
  targetRefs,
  type FaultRefs,
  type LoadRefs,
  type ProbeRefs,
  type ProcessRefs,
  type SafetyRefs,
} from './reference-schemas.ts';

/** One entry of a list or map of the manifest. `value` is `null` when its own form is wrong, which is reported already. */
export interface Part<T> {
  readonly path: SourcePath;
  readonly node: SourceNode;
  /** Its `name`, `id` or key. */
  readonly name: string | null;
  readonly value: T | null;
}

/** A list or map; `known` is false where its form is so wrong that nobody can say what it declares. */
export interface Section<T> {
  readonly known: boolean;
  readonly parts: readonly Part<T>[];
}

/** The manifest taken apart, so that references between its parts are checked even when some part is wrong in itself. */
export interface ManifestParts {
  readonly root: SourceNode;
  /** Unknown on a Docker stack: its services stand in another file, or on the engine, and are looked at when the run is planned. */
  readonly processes: Section<ProcessRefs>;
  readonly docker: boolean;
  readonly targets: Section<TargetInput>;
  readonly load: Section<LoadRefs>;
  readonly probes: Section<ProbeRefs>;
  readonly faults: Section<FaultRefs>;
  readonly slos: Section<SloObjectInput>;
  readonly stopConditions: Section<StopConditionInput>;
  readonly phases: PhasesInput | null;
  readonly safety: SafetyRefs | null;
}

export function readParts(root: SourceNode): ManifestParts {
  return {
    root,
    processes: isDocker(root) ? { known: false, parts: [] } : section(root, ['stack', 'processes'], processRefs),
    docker: isDocker(root),
    targets: section(root, ['targets'], targetRefs),
    load: section(root, ['load'], loadRefs),
    probes: section(root, ['probes'], probeRefs),
    faults: section(root, ['faults'], faultRefs),
    slos: section(root, ['slos'], sloRefs),
    stopConditions: section(root, ['stopConditions'], stopConditionSchema),
    phases: valueAt(root, ['phases'], phasesRefs),
    safety: valueAt(root, ['safety'], safetyRefs.prefault({})),
  };
}

function isDocker(root: SourceNode): boolean {
  return ['compose', 'project'].some((key) => findNode(root, ['stack', key]) !== null);
}

/** The names that a section declares, those of wrong parts included. */
export function namesOf(section: Section<unknown>): string[] {
  return section.parts.flatMap(({ name }) => (name === null ? [] : [name]));
}

/** The sound part of that name. */
export function partNamed<T>(section: Section<T>, name: string): T | null {
  return section.parts.find((part) => part.name === name)?.value ?? null;
}

/** The sound parts. */
export function valuesOf<T>(section: Section<T>): { readonly part: Part<T>; readonly value: T }[] {
  return section.parts.flatMap((part) => (part.value === null ? [] : [{ part, value: part.value }]));
}

function section<T>(root: SourceNode, path: SourcePath, schema: z.ZodType<T>): Section<T> {
  const node = findNode(root, path);
  if (node === null) return { known: parentIsSound(root, path), parts: [] };
  const part = (step: string | number, item: SourceNode, name: string | null): Part<T> => ({
    path: [...path, step],
    node: item,
    name,
    value: parse(schema, item),
  });
  if (node.kind === 'map') return { known: true, parts: node.entries.map(({ key, value }) => part(key, value, key)) };
  if (node.kind === 'list') return { known: true, parts: node.items.map((item, index) => part(index, item, nameIn(item))) };
  return { known: node.value === null, parts: [] };
}

function parentIsSound(root: SourceNode, path: SourcePath): boolean {
  const parent = findNode(root, path.slice(0, -1));
  return parent === null || parent.kind === 'map';
}

function valueAt<T>(root: SourceNode, path: SourcePath, schema: z.ZodType<T>): T | null {
  const node = findNode(root, path);
  const parsed = schema.safeParse(node === null ? undefined : toValue(node));
  return parsed.success ? parsed.data : null;
}

function parse<T>(schema: z.ZodType<T>, node: SourceNode): T | null {
  const parsed = schema.safeParse(toValue(node));
  return parsed.success ? parsed.data : null;
}

function nameIn(item: SourceNode): string | null {
  const node = findNode(item, ['name']) ?? findNode(item, ['id']);
  return node?.kind === 'scalar' && node.value !== null ? String(node.value) : null;
}
