import type { Json, UndoRecord } from './undo-record.ts';
import { isObject } from './untyped.ts';

/** `null` where a field is missing or of another type. `data` is its driver's business. */
export function parseUndoRecord(value: Readonly<Record<string, unknown>>): UndoRecord | null {
  const { v, id, run, fault, driver, driverVersion, describe, manual, expiresAt, data } = value;
  if (v !== 1 || typeof id !== 'string' || typeof run !== 'string' || typeof driver !== 'string') return null;
  if (typeof driverVersion !== 'number' || typeof describe !== 'string' || typeof expiresAt !== 'string') return null;
  if (fault !== null && typeof fault !== 'string') return null;
  if (!Array.isArray(manual) || !manual.every((command) => typeof command === 'string')) return null;
  if (!isJson(data)) return null;
  return { v, id, run, fault, driver, driverVersion, describe, manual, expiresAt, data };
}

function isJson(value: unknown): value is Json {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return true;
  if (Array.isArray(value)) return value.every(isJson);
  return isObject(value) && Object.values(value).every(isJson);
}
