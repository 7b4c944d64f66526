import { z } from 'zod';
import { PLACEHOLDER_PATTERN } from '../units/quantity-schema.ts';
import { manifestSchema } from './schema/manifest-schema.ts';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** JSON Schema (draft 7) of what a manifest may hold, for editors and the reference. `${…}` and `{{…}}` are admitted everywhere. */
export function manifestJsonSchema(): JsonSchema {
  return z.toJSONSchema(manifestSchema, {
    io: 'input',
    target: 'draft-7',
    override: ({ jsonSchema, path }) => {
      if (isEmptyObject(jsonSchema.default)) delete jsonSchema.default;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.format === 'starts_with') delete jsonSchema.format;
      if (path.length === 0) jsonSchema.title = 'Shakedown experiment';
      if (path.at(-1) !== 'propertyNames') admitPlaceholders(jsonSchema);
    },
  });
}

/** Numbers, choices and patterned texts are checked after substitution; before it, an editor must accept the placeholder. */
function admitPlaceholders(schema: JsonSchema): void {
  if (schema.type === 'string' && schema.pattern !== undefined && !schema.pattern.includes(PLACEHOLDER_PATTERN)) {
    schema.pattern = `(${schema.pattern})|^${PLACEHOLDER_PATTERN}$`;
    return;
  }
  if (schema.type !== 'integer' && schema.type !== 'boolean' && schema.enum === undefined) return;
  const { description, default: byDefault, ...checked } = schema;
  for (const key of Object.keys(checked)) delete schema[key];
  schema.anyOf = [checked, { type: 'string', pattern: `^${PLACEHOLDER_PATTERN}$` }];
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}
