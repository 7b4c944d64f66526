import type { SourcePath } from '../source/source-node.ts';
import type { Checker } from './checker.ts';
import type { Part } from './manifest-parts.ts';
import type { LoadRefs } from './reference-schemas.ts';

type Has = (...path: SourcePath) => boolean;

const CLOSED_KEYS = ['connections', 'amount', 'engine'] as const;
const OPEN_KEYS = ['rate', 'stages', 'arrivals', 'startAfter', 'maxInFlight', 'maxConnections'] as const;
/** What only we can do arrival by arrival. */
const SCENARIO_KEYS = ['requests', 'steps', 'data', 'cookies', 'checks'] as const;

/** An open load has a rate, and nothing of the closed model. */
export function checkOpenLoad(check: Checker, { path, value }: Part<LoadRefs>, has: Has): void {
  for (const key of CLOSED_KEYS) {
    if (has(key)) check.atKey([...path, key], `\`${key}\` belongs to the closed model`, 'add `model: closed`, or take it away');
  }
  if (!has('stages')) {
    if (!has('rate')) check.at(path, `\`${label(path)}.rate\` is missing`, 'say how many arrivals come: `rate: 200/s`');
    return;
  }
  const peak = Math.max(0, ...(value?.stages ?? []).map(({ to }) => to));
  if (!has('rate') && value?.stages !== undefined && peak === 0)
    check.at([...path, 'stages'], 'no stage offers anything', 'give one a rate above 0');
}

/** A closed load has connections in place of a rate, one request, and nothing to fill in. */
export function checkClosedLoad(check: Checker, { path }: Part<LoadRefs>, has: Has): void {
  for (const key of OPEN_KEYS) {
    if (has(key)) check.atKey([...path, key], `a closed load has no \`${key}\`: it sends when the last answer is in`, 'use `connections`');
  }
  for (const key of SCENARIO_KEYS) {
    if (has(key)) check.atKey([...path, key], `a closed load sends one \`request\`, without \`${key}\``, 'use the open model');
  }
  if (!has('connections')) check.at(path, `\`${label(path)}.connections\` is missing`, 'say how many there are: `connections: 64`');
}

function label([section, index]: SourcePath): string {
  return `${String(section)}[${String(index)}]`;
}
