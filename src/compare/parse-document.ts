import type { z } from 'zod';

/** A document, or what is wrong with it, in words. */
export type ParsedDocument<Document> =
  | { readonly ok: true; readonly document: Document }
  | { readonly ok: false; readonly message: string };

/** Reads a JSON document that names its schema. `refuse` says why one of another schema (`null`: of none) will not do. */
export function parseDocument<Document>(
  text: string,
  of: { readonly name: string; readonly schema: z.ZodType<Document>; readonly refuse: (found: string | null) => string },
): ParsedDocument<Document> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, message: 'it is no JSON' };
  }
  const found = schemaOf(value);
  if (found !== of.name) return { ok: false, message: of.refuse(found) };
  const parsed = of.schema.safeParse(value);
  if (parsed.success) return { ok: true, document: parsed.data };
  const [issue] = parsed.error.issues;
  return { ok: false, message: `at ${issue?.path.join('.') ?? 'its top'}: ${issue?.message ?? 'not as it should be'}` };
}

function schemaOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('schema' in value)) return null;
  return typeof value.schema === 'string' ? value.schema : null;
}
