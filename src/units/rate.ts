import { parseQuantity, type QuantityGrammar, type UnitResult } from './parse-quantity.ts';

const GRAMMAR: QuantityGrammar = {
  what: 'a rate',
  units: { '/s': { power: 0, times: 1 }, '/m': { power: 0, times: 1 / 60 }, '/h': { power: 0, times: 1 / 3600 } },
  aliases: {
    rps: '/s',
    'req/s': '/s',
    'requests/s': '/s',
    'reqs/s': '/s',
    '/sec': '/s',
    '/second': '/s',
    'per second': '/s',
    s: '/s',
    '/1s': '/s',
    rpm: '/m',
    'req/m': '/m',
    '/min': '/m',
    '/minute': '/m',
    'per minute': '/m',
    m: '/m',
    '/1m': '/m',
    '/hour': '/h',
  },
  assumed: () => '/s',
  examples: '`200/s`, `600/m`',
};

/** What `parseRate` accepts, for the JSON Schema. */
export const RATE_PATTERN = String.raw`\d+(\.\d+)?/[smh]`;

/** A hundred times what one machine can send: beyond it a rate is a slip of the fingers, and its schedule fits into no memory. */
const HIGHEST_PER_SECOND = 10_000_000;

/** Per second, of `200/s`, `600/m`, `90/h`. */
export function parseRate(text: string): UnitResult {
  return parseQuantity(text, GRAMMAR);
}

/** As `parseRate`, for what is to be sent: `HIGHEST_PER_SECOND` at most. */
export function parseOfferedRate(text: string): UnitResult {
  const parsed = parseRate(text);
  if (!parsed.ok || parsed.value <= HIGHEST_PER_SECOND) return parsed;
  const most = formatRate(HIGHEST_PER_SECOND);
  return { ok: false, message: `\`${text}\` is more than any machine can send: ${most} at most`, suggestion: null };
}

/** `200/s`; slower than one a second, in the unit that shows it best: `30/m`. */
export function formatRate(perSecond: number): string {
  if (perSecond >= 1 || perSecond === 0) return `${plain(perSecond)}/s`;
  return perSecond * 60 >= 1 ? `${plain(perSecond * 60)}/m` : `${plain(perSecond * 3600)}/h`;
}

function plain(value: number): string {
  return String(Number(value.toFixed(3)));
}
