import type { JsonSchema } from '../manifest-json-schema.ts';
import type { SourcePath } from '../source/source-node.ts';

/** The keys that the map at `path` may have, in the variant that its own value chooses (`type: latency`). */
export function knownKeys(schema: JsonSchema, value: unknown, path: SourcePath): string[] {
  const [step, ...rest] = path;
  const variants = variantsOf(schema, value);
  if (step === undefined) return [...new Set(variants.flatMap((variant) => Object.keys(variant.properties ?? {})))];
  const inner: unknown = isRecord(value) || Array.isArray(value) ? Reflect.get(value, step) : undefined;
  return [...new Set(variants.flatMap((variant) => childSchemas(variant, step).flatMap((child) => knownKeys(child, inner, rest))))];
}

function childSchemas(schema: JsonSchema, step: string | number): JsonSchema[] {
  if (typeof step === 'number') return schemas(schema.items);
  const property = schema.properties?.[step];
  return schemas(property ?? schema.additionalProperties);
}

/** The members of `anyOf` and `oneOf`, less those whose constants the value contradicts. */
function variantsOf(schema: JsonSchema, value: unknown): JsonSchema[] {
  const members = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap((member) => schemas(member));
  if (members.length === 0) return [schema];
  const agreeing = members.filter((member) => agrees(member, value));
  return (agreeing.length > 0 ? agreeing : members).flatMap((member) => variantsOf(member, value));
}

function agrees(schema: JsonSchema, value: unknown): boolean {
  if (!isRecord(value)) return true;
  return Object.entries(schema.properties ?? {}).every(([key, property]) => {
    const constant = typeof property === 'object' ? property.const : undefined;
    return constant === undefined || value[key] === undefined || value[key] === constant;
  });
}

function schemas(schema: unknown): JsonSchema[] {
  return Array.isArray(schema) ? schema.flatMap(schemas) : isRecord(schema) ? [schema] : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
