/** A number in the base unit that the parser's name promises, or what is wrong with the text and what to write in its place. */
export type UnitResult =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly message: string; readonly suggestion: string | null };

/** A quantity's spelling: a plain decimal, then one of `units`, with nothing between them. */
export interface QuantityGrammar {
  /** With its article: `a duration`. */
  readonly what: string;
  /** Unit → how many base units it is, as `times × 10^power`. Powers keep `99.9%` exactly 0.999. */
  readonly units: Readonly<Record<string, UnitScale>>;
  /** Spellings from other tools, lower case, and ours for them. */
  readonly aliases: Readonly<Record<string, string>>;
  /** The unit suggested for a bare number of that size. */
  readonly assumed: (value: number) => string;
  /** Two or three spellings for the message. */
  readonly examples: string;
}

export interface UnitScale {
  readonly power: number;
  readonly times: number;
}

const DECIMAL_THEN_REST = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*(.*?)\s*$/su;

/** Parses one number with its mandatory unit. Never throws; the value is finite and not negative. */
export function parseQuantity(text: string, grammar: QuantityGrammar): UnitResult {
  const [, digits, unit] = DECIMAL_THEN_REST.exec(text) ?? [];
  if (digits === undefined || unit === undefined) return refuse(text, grammar, null);
  const scale = Object.hasOwn(grammar.units, unit) ? grammar.units[unit] : undefined;
  if (scale === undefined) return refuseUnit(text, digits, unit, grammar);
  if (text !== `${digits}${unit}` || digits.startsWith('.')) return refuse(text, grammar, `${leadingZero(digits)}${unit}`);
  const value = Number(`${digits}e${scale.power}`) * scale.times;
  return Number.isFinite(value) ? { ok: true, value } : refuse(text, grammar, null);
}

function refuseUnit(text: string, digits: string, unit: string, grammar: QuantityGrammar): UnitResult {
  const number = leadingZero(digits);
  if (unit === '') {
    return {
      ok: false,
      message: `\`${text}\` has no unit, and ${grammar.what} needs one (${grammar.examples})`,
      suggestion: `${number}${grammar.assumed(Number(number))}`,
    };
  }
  const known = aliasFor(unit, grammar);
  return {
    ok: false,
    message: `\`${unit}\` is not a unit of ${grammar.what.replace(/^an? /u, '')}; use ${list(Object.keys(grammar.units))}`,
    suggestion: known === null ? null : `${number}${known}`,
  };
}

function aliasFor(unit: string, grammar: QuantityGrammar): string | null {
  const lower = unit.toLowerCase();
  const alias = Object.hasOwn(grammar.aliases, lower) ? grammar.aliases[lower] : undefined;
  return alias ?? Object.keys(grammar.units).find((known) => known.toLowerCase() === lower) ?? null;
}

function refuse(text: string, grammar: QuantityGrammar, suggestion: string | null): UnitResult {
  return { ok: false, message: `\`${text}\` is not ${grammar.what} (${grammar.examples})`, suggestion };
}

function leadingZero(digits: string): string {
  return digits.startsWith('.') ? `0${digits}` : digits;
}

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
