import { parseQuantity, type QuantityGrammar, type UnitResult } from './parse-quantity.ts';

const MS_PER_MINUTE = 60_000;
const MS_PER_HOUR = 3_600_000;

const GRAMMAR: QuantityGrammar = {
  what: 'a duration',
  units: {
    us: { power: -3, times: 1 },
    ms: { power: 0, times: 1 },
    s: { power: 3, times: 1 },
    m: { power: 0, times: MS_PER_MINUTE },
    h: { power: 0, times: MS_PER_HOUR },
  },
  aliases: {
    µs: 'us',
    μs: 'us',
    usec: 'us',
    msec: 'ms',
    msecs: 'ms',
    millis: 'ms',
    milliseconds: 'ms',
    sec: 's',
    secs: 's',
    second: 's',
    seconds: 's',
    min: 'm',
    mins: 'm',
    minute: 'm',
    minutes: 'm',
    hr: 'h',
    hour: 'h',
    hours: 'h',
  },
  // `--for 5` means seconds, `latency: 200` milliseconds.
  assumed: (value) => (value <= 60 ? 's' : 'ms'),
  examples: '`200ms`, `30s`, `2m`',
};

/** What `parseDuration` accepts, for the JSON Schema. */
export const DURATION_PATTERN = String.raw`(\d+(\.\d+)?(us|ms|s|m|h))+`;

/** Ten days. A timer of Node's counts to 2³¹ ms, not 25 days, and fires at once beyond; this leaves room for the sum of two. */
export const LONGEST_MS = 240 * MS_PER_HOUR;

const PART = /\d+(?:\.\d+)?[a-z]+/gu;
const DESCENDING = ['h', 'm', 's', 'ms', 'us'];

/** As `parseDuration`, for whatever a run takes: `LONGEST_MS` at most. */
export function parseTimeSpan(text: string): UnitResult {
  const parsed = parseDuration(text);
  if (!parsed.ok || parsed.value <= LONGEST_MS) return parsed;
  const most = formatDuration(LONGEST_MS);
  return { ok: false, message: `\`${text}\` is too long: a run, and whatever is in it, takes ${most} at most`, suggestion: null };
}

/** Milliseconds of `200ms`, `1.5s`, `2m`, `500us` or, from large to small, `1m30s`. */
export function parseDuration(text: string): UnitResult {
  const parts = text.match(PART) ?? [];
  if (parts.length < 2 || parts.join('') !== text) return parseQuantity(text, GRAMMAR);
  let total = 0;
  let previous = -1;
  for (const part of parts) {
    const parsed = parseQuantity(part, GRAMMAR);
    if (!parsed.ok) return { ...parsed, suggestion: parsed.suggestion && text.replace(part, parsed.suggestion) };
    const order = DESCENDING.indexOf(part.replace(/[\d.]+/u, ''));
    if (order <= previous) {
      return { ok: false, message: `the parts of \`${text}\` must go from large units to small ones`, suggestion: null };
    }
    previous = order;
    total += parsed.value;
  }
  return { ok: true, value: total };
}

/** The shortest spelling that parses to the same value: `500us`, `200ms`, `1.5s`, `1m30s`, `2h`. */
export function formatDuration(ms: number): string {
  if (ms === 0) return '0s';
  if (ms < 1) return `${plain(ms * 1000)}us`;
  if (ms < 1000) return `${plain(ms)}ms`;
  if (ms < MS_PER_MINUTE) return `${plain(ms / 1000)}s`;
  const hours = Math.floor(ms / MS_PER_HOUR);
  const minutes = Math.floor((ms % MS_PER_HOUR) / MS_PER_MINUTE);
  const restMs = ms % MS_PER_MINUTE;
  return [hours > 0 ? `${hours}h` : '', minutes > 0 ? `${minutes}m` : '', restMs > 0 ? formatDuration(restMs) : ''].join('');
}

/** At most six decimals, never an exponent. */
function plain(value: number): string {
  return String(Number(value.toFixed(6)));
}
