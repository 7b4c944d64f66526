import { manifestJsonSchema } from '../manifest/manifest-json-schema.ts';

/** JSON Schema (draft 7) of the manifest. */
export function schema(): object {
  return manifestJsonSchema();
}
