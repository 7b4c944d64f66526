import type { BlockList } from 'node:net';
import { attributeValue } from './attribute-value.ts';
import { badRequestBody, invalidStream, invalidToxicType } from './api-error.ts';
import { parseClientFilter } from './client-filter.ts';
import type { JsonObject } from './json-fields.ts';
import { asObject, stringField } from './json-fields.ts';
import type { AttributeSpec, StreamDirection, Toxic, ToxicAttributes, ToxicKind } from './toxic.ts';
import { STREAM_DIRECTIONS, textOf } from './toxic.ts';

const FIELDS = ['name', 'type', 'stream', 'toxicity', 'attributes'];
/** Beyond Toxiproxy: where the toxic's own random numbers start. */
const SEED: AttributeSpec = { kind: 'integer', least: 0, most: Number.MAX_SAFE_INTEGER, unit: '' };

/** Beyond Toxiproxy: on whose connections a toxic works. */
const CLIENTS: AttributeSpec = { kind: 'text', pattern: /^[^]{1,4096}$/, words: 'addresses and networks with commas between' };
const COMMON: Readonly<Record<string, AttributeSpec>> = { seed: SEED, clients: CLIENTS };

/** The body of `POST /proxies/{name}/toxics`. */
export function parseToxic(body: unknown, kinds: ReadonlyMap<string, ToxicKind>): Toxic {
  const object = asObject(body, 'a toxic');
  const type = stringField(object, 'type', '');
  const stream = parseStream(stringField(object, 'stream', '') || 'downstream');
  const kind = kinds.get(type);
  if (kind === undefined) throw invalidToxicType(type, kinds.keys());
  refuseUnknown(object, FIELDS, 'field of a toxic');
  const toxicity = parseToxicity(object['toxicity'] ?? 1);
  const attributes = parseAttributes(object['attributes'] ?? {}, kind, {}, toxicity);
  return {
    name: stringField(object, 'name', '') || `${type}_${stream}`,
    kind,
    stream,
    toxicity,
    attributes,
    clients: clientsOf(attributes),
  };
}

/** The body of `PATCH /proxies/{name}/toxics/{toxic}`: attributes are merged; name, type and stream stay. */
export function parseToxicChange(body: unknown, current: Toxic): Toxic {
  const object = asObject(body, 'a toxic');
  refuseUnknown(object, FIELDS, 'field of a toxic');
  const toxicity = parseToxicity(object['toxicity'] ?? current.toxicity);
  const attributes = parseAttributes(object['attributes'] ?? {}, current.kind, current.attributes, toxicity);
  return {
    ...current,
    toxicity,
    attributes,
    clients: clientsOf(attributes),
  };
}

function parseStream(text: string): StreamDirection {
  const stream = STREAM_DIRECTIONS.find((each) => each === text.toLowerCase());
  if (stream === undefined) throw invalidStream();
  return stream;
}

function parseToxicity(value: unknown): number {
  if (typeof value !== 'number' || !(value >= 0 && value <= 1)) {
    throw badRequestBody(`toxicity must be a number from 0 to 1, not ${JSON.stringify(value)}`);
  }
  return value;
}

function parseAttributes(body: unknown, kind: ToxicKind, current: ToxicAttributes, toxicity: number): ToxicAttributes {
  const given = asObject(body, 'attributes');
  refuseUnknown(given, [...Object.keys(kind.attributes), ...Object.keys(COMMON)], `attribute of ${kind.type}`);
  const parsed: Record<string, number | string> = {};
  for (const [name, spec] of Object.entries(kind.attributes)) {
    parsed[name] = attributeValue(given[name] ?? current[name], name, spec);
  }
  for (const [name, spec] of Object.entries(COMMON)) {
    const value = given[name] ?? current[name];
    if (value !== undefined) parsed[name] = attributeValue(value, name, spec);
  }
  const problem = kind.check?.(parsed, toxicity) ?? null;
  if (problem !== null) throw badRequestBody(`${kind.type}: ${problem}`);
  return parsed;
}

function clientsOf(attributes: ToxicAttributes): BlockList | null {
  const text = textOf(attributes, 'clients');
  if (text === '') return null;
  const filter = parseClientFilter(text);
  if (filter === null)
    throw badRequestBody(`clients must be addresses and networks such as 10.0.0.0/8,127.0.0.2, not ${JSON.stringify(text)}`);
  return filter;
}

/** Toxiproxy takes a mistyped name for 0, in silence: a fault that nobody asked for. */
function refuseUnknown(object: JsonObject, known: readonly string[], what: string): void {
  const unknown = Object.keys(object).find((name) => !known.includes(name));
  if (unknown !== undefined) throw badRequestBody(`${JSON.stringify(unknown)} is no ${what} (there are ${known.join(', ')})`);
}
