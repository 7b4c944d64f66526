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

/** Per second, of `200/s`, `600/m`, `90/h`. */
export function parseRate(text: string): UnitResult {
  return parseQuantity(text, GRAMMAR);
}

/** `200/s`; slower than one a second, in the unit that shows it best: `30/m`. */
export function formatRate(perSecond: number): string {
  if (perSecond >= 1 || perSecond === 0) return `${plain(perSecond)}/s`;
  return perSecond * 60 >= 1 ? `${plain(perSecond * 60)}/m` : `${plain(perSecond * 3600)}/h`;
}

function plain(value: number): string {
  return String(Number(value.toFixed(3)));
}
