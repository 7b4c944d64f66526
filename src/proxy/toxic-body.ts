import { attributeValue } from './attribute-value.ts';
import { badRequestBody, invalidStream, invalidToxicType } from './api-error.ts';
import type { JsonObject } from './json-fields.ts';
import { asObject, stringField } from './json-fields.ts';
import type { AttributeSpec, StreamDirection, Toxic, ToxicAttributes, ToxicKind } from './toxic.ts';
import { STREAM_DIRECTIONS } from './toxic.ts';

const FIELDS = ['name', 'type', 'stream', 'toxicity', 'attributes'];
/** Beyond Toxiproxy: where the toxic's own random numbers start. */
const SEED: AttributeSpec = { kind: 'integer', least: 0, most: Number.MAX_SAFE_INTEGER, unit: '' };

/** The body of `POST /proxies/{name}/toxics`. */
export function parseToxic(body: unknown, kinds: ReadonlyMap<string, ToxicKind>): Toxic {
  const object = asObject(body, 'a toxic');
  const type = stringField(object, 'type', '');
  const stream = parseStream(stringField(object, 'stream', '') || 'downstream');
  const kind = kinds.get(type);
  if (kind === undefined) throw invalidToxicType(type, kinds.keys());
  refuseUnknown(object, FIELDS, 'field of a toxic');
  return {
    name: stringField(object, 'name', '') || `${type}_${stream}`,
    kind,
    stream,
    toxicity: parseToxicity(object['toxicity'] ?? 1),
    attributes: parseAttributes(object['attributes'] ?? {}, kind, {}),
  };
}

/** The body of `PATCH /proxies/{name}/toxics/{toxic}`: attributes are merged; name, type and stream stay. */
export function parseToxicChange(body: unknown, current: Toxic): Toxic {
  const object = asObject(body, 'a toxic');
  refuseUnknown(object, FIELDS, 'field of a toxic');
  return {
    ...current,
    toxicity: parseToxicity(object['toxicity'] ?? current.toxicity),
    attributes: parseAttributes(object['attributes'] ?? {}, current.kind, current.attributes),
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

function parseAttributes(body: unknown, kind: ToxicKind, current: ToxicAttributes): ToxicAttributes {
  const given = asObject(body, 'attributes');
  refuseUnknown(given, [...Object.keys(kind.attributes), 'seed'], `attribute of ${kind.type}`);
  const parsed: Record<string, number | string> = {};
  for (const [name, spec] of Object.entries(kind.attributes)) {
    parsed[name] = attributeValue(given[name] ?? current[name], name, spec);
  }
  const seed = given['seed'] ?? current['seed'];
  if (seed !== undefined) parsed['seed'] = attributeValue(seed, 'seed', SEED);
  const problem = kind.check?.(parsed) ?? null;
  if (problem !== null) throw badRequestBody(`${kind.type}: ${problem}`);
  return parsed;
}

/** Toxiproxy takes a mistyped name for 0, in silence: a fault that nobody asked for. */
function refuseUnknown(object: JsonObject, known: readonly string[], what: string): void {
  const unknown = Object.keys(object).find((name) => !known.includes(name));
  if (unknown !== undefined) throw badRequestBody(`${JSON.stringify(unknown)} is no ${what} (there are ${known.join(', ')})`);
}
