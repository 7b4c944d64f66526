import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { buildReport } from '../../../src/report/build-report.ts';
import { foldAll } from '../../fixtures/timelines/record-timeline.ts';
import { slowRedis } from '../../fixtures/timelines/slow-redis.ts';

const TIMES = 'mean p50 p90 p95 p99 p99.9 max';
const STATISTICS = { '': 'count successRate errors statusCodes', responseTimeMs: TIMES, serviceTimeMs: TIMES };

/**
 * The core of report.json, which programs of others read: key by key, written down here by hand and nowhere derived. More may be added; a
 * name that goes, or moves, is a new major version of `shakedown.report`, not a change of this list.
 */
const CORE: Readonly<Record<string, string>> = {
  '':
    'schema name verdict exitCode reasons seed startedAt durationMs runFolder toolVersion node host manifestSha256 git warnings ' +
    'phases slos load faults undo stop generator',
  'reasons.*': 'code slo phase atMs message',
  host: 'os cpus',
  'phases.*': 'name fromMs toMs plannedMs cutShort',
  'slos.*': 'id expr load phase value unit interval scope statistic method confidence n nEffective nRequired limit margin censored verdict',
  'load.*':
    'name model offered sent completed dropped neverSent abandoned staleRetries connectionsOpened peakInFlight whole phases endpoints',
  ...prefixed('load.*.whole', STATISTICS),
  ...prefixed('load.*.phases.baseline', STATISTICS),
  'faults.*': 'id type target injectCalledAtMs provenAtMs undoCalledAtMs goneAtMs exposure proof gone error',
  'faults.*.exposure': 'connections bytes share',
  'faults.*.proof': 'proven what value unit',
  'faults.*.gone': 'proven value unit',
  undo: 'complete leftovers',
  generator: 'dispatchLagMs blockedMs achievedRatio cpuCores limited limitedBecause perWorker',
  'generator.dispatchLagMs': 'p50 p99 p99.9 max',
  'generator.blockedMs': 'p50 p99 p99.9 max',
};

const WORDS: Readonly<Record<string, readonly unknown[]>> = {
  schema: ['shakedown.report/v1'],
  verdict: ['pass', 'fail', 'inconclusive'],
  'slos.*.scope': ['run', 'regime'],
  'slos.*.statistic': ['interval', 'plain'],
  'slos.*.verdict': ['pass', 'fail', 'inconclusive'],
  'load.*.model': ['open', 'closed'],
};

const REPORT: unknown = JSON.parse(JSON.stringify(buildReport(foldAll(slowRedis()))));

describe('the core of report.json', () => {
  test.each(Object.entries(CORE))('its published schema requires at %o: %s', (path, keys) => {
    const { properties, required } = at(SCHEMA, path);
    expect(Object.keys(properties)).toEqual(expect.arrayContaining(keys.split(' ')));
    expect(required).toEqual(expect.arrayContaining(keys.split(' ')));
  });

  test.each(Object.entries(WORDS))('its published schema knows for %o these words: %j', (path, words) => {
    const { enum: choices, const: only } = at(SCHEMA, path);
    expect(choices ?? [only]).toEqual(words);
  });

  test.each(Object.entries(CORE))('a report has at %o: %s', (path, keys) => {
    const found = valuesAt(REPORT, path);
    expect(found.length).toBeGreaterThan(0);
    for (const value of found) expect(Object.keys(value)).toEqual(expect.arrayContaining(keys.split(' ')));
  });
});

function prefixed(path: string, groups: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([group, keys]) => [group === '' ? path : `${path}.${group}`, keys]));
}

/** What this test reads of a JSON Schema. */
interface SchemaNode {
  readonly properties: Readonly<Record<string, SchemaNode>>;
  readonly required: readonly string[];
  readonly additionalProperties?: SchemaNode;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
}

const SCHEMA: SchemaNode = JSON.parse(readFileSync(new URL('../../../schema/report.schema.json', import.meta.url), 'utf8'));

/** `*` is every item of an array. */
function steps(path: string): readonly string[] {
  return path === '' ? [] : path.split('.');
}

function at(root: SchemaNode, path: string): SchemaNode {
  let node = root;
  for (const step of steps(path)) {
    const next = step === '*' ? node.items : (node.properties[step] ?? node.additionalProperties);
    if (next === undefined) throw new Error(`the schema has no \`${step}\` of \`${path}\``);
    // Of "this or null" this.
    node = next.anyOf?.find(({ properties }) => properties !== undefined) ?? next;
  }
  return node;
}

function valuesAt(root: unknown, path: string): readonly object[] {
  let values: readonly unknown[] = [root];
  for (const step of steps(path)) values = values.flatMap((value) => children(value, step));
  return values.filter((value) => typeof value === 'object').filter((value) => value !== null);
}

function children(value: unknown, step: string): readonly unknown[] {
  if (step === '*') return Array.isArray(value) ? value : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => (key === step ? [child] : []));
}
