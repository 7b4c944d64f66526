/** What an engine answers is looked at field by field: versions differ in what they leave out. */
export function objectAt(value: unknown, ...path: readonly string[]): Readonly<Record<string, unknown>> {
  let current = value;
  for (const key of path) current = isObject(current) ? current[key] : null;
  return isObject(current) ? current : {};
}

/** 0 where there is none. */
export function numberAt(value: unknown, ...path: readonly string[]): number {
  const found = objectAt(value, ...path.slice(0, -1))[path.at(-1) ?? ''];
  return typeof found === 'number' ? found : 0;
}

/** Empty where there is none. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = objectAt(value, ...path.slice(0, -1))[path.at(-1) ?? ''];
  return typeof found === 'string' ? found : '';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
