import { badRequestBody } from './api-error.ts';

/** A JSON object from a request's body, not yet looked into. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function asObject(value: unknown, what: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw badRequestBody(`${what} must be a JSON object`);
  return Object.fromEntries(Object.entries(value));
}

/** The field's string; `fallback` when it is missing or null, as Go decodes it. */
export function stringField(object: JsonObject, field: string, fallback: string): string {
  const value = object[field] ?? fallback;
  if (typeof value !== 'string') throw badRequestBody(`${field} must be a string, not ${JSON.stringify(value)}`);
  return value;
}

export function booleanField(object: JsonObject, field: string, fallback: boolean): boolean {
  const value = object[field] ?? fallback;
  if (typeof value !== 'boolean') throw badRequestBody(`${field} must be true or false, not ${JSON.stringify(value)}`);
  return value;
}
