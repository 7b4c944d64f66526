import { reportJsonSchema } from '../report/schema/report-schema.ts';
import { manifestJsonSchema } from '../manifest/manifest-json-schema.ts';

/** JSON Schema (draft 7) of the manifest, or of report.json. */
export function schema(of: 'experiment' | 'report' = 'experiment'): object {
  return of === 'report' ? reportJsonSchema() : manifestJsonSchema();
}
