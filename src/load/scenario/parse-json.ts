/** So many digits in a row may be more than a number holds. Reading with a reviver takes several times as long, so most texts go without. */
const MANY_DIGITS = /\d{16}/u;

/** As `JSON.parse`, but that integers beyond what a number holds are `bigint`: an ID keeps all of its digits. @throws SyntaxError */
export function parseJson(text: string): unknown {
  const value: unknown = MANY_DIGITS.test(text) ? JSON.parse(text, exactInteger) : JSON.parse(text);
  return value;
}

/** @param context of the values that are neither list nor object, how they are written */
function exactInteger(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const { source = '' } = context ?? {};
  return /^-?\d+$/u.test(source) ? BigInt(source) : value;
}
