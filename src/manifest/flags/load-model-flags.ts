import { parseTimeSpan } from '../../units/duration.ts';
import { formatRate, parseOfferedRate } from '../../units/rate.ts';
import { CLOSED_ENGINES, type ArrivalSpec, type ClosedLoadSpec, type OpenLoadSpec } from '../load-spec.ts';
import { flagError, quantityOf } from './flag-error.ts';
import type { LoadFlags } from './load-flags.ts';
import { parseStages } from './parse-stages.ts';

const DEFAULT_RATE = 50;
const DEFAULT_FOR_MS = 10_000;
/** The longest that an amount may take. */
const AMOUNT_LIMIT_MS = 600_000;
const DEFAULT_CONNECTIONS = 10;

type OpenModel = Pick<OpenLoadSpec, 'model' | 'arrivals' | 'startAfterMs' | 'maxInFlight' | 'maxConnections'>;

/** How requests come, and for how long. */
export interface LoadModelFlags {
  readonly model: OpenModel | Pick<ClosedLoadSpec, 'model' | 'connections' | 'amount' | 'engine'>;
  readonly durationMs: number;
}

/** The open model unless `--closed`. Throws a UserError for flags that do not belong together. */
export function loadModelFlags(flags: LoadFlags, warmupMs: number): LoadModelFlags {
  return flags.closed ? closedModel(flags) : openModel(flags, warmupMs);
}

function openModel(flags: LoadFlags, warmupMs: number): LoadModelFlags {
  for (const [flag, value] of [
    ['--connections', flags.connections],
    ['--engine', flags.engine],
  ] as const) {
    if (value !== null) throw flagError(flag, `${flag} belongs to the closed model`, 'add --closed, or take it away');
  }
  const spacing = flags.poisson ? 'poisson' : 'constant';
  if (flags.stages !== null) return stagedModel(flags, flags.stages, spacing, warmupMs);
  const ratePerSecond = flags.rate === null ? DEFAULT_RATE : quantityOf('--rate', flags.rate, parseOfferedRate);
  const durationMs = flags.amount === null ? durationOf(flags) : durationFor(flags, flags.amount, ratePerSecond);
  return { model: open(flags, { kind: spacing, ratePerSecond }), durationMs };
}

function stagedModel(flags: LoadFlags, text: string, spacing: 'constant' | 'poisson', warmupMs: number): LoadModelFlags {
  if (flags.rate !== null)
    throw flagError('--rate', '--rate and --stages exclude each other', 'let the first stage say it: --stages 100/s..500/s:30s');
  if (flags.for !== null) throw flagError('--for', '--for and --stages exclude each other', 'the stages say how long it takes');
  if (flags.amount !== null) throw flagError('--amount', '--amount and --stages exclude each other', 'use --rate with --amount');
  const { startRatePerSecond, stages, durationMs } = parseStages(text);
  // The warm-up goes at the rate with which the stages begin.
  const warmup = warmupMs === 0 ? [] : [{ toPerSecond: startRatePerSecond, overMs: warmupMs }];
  return { model: open(flags, { kind: 'stages', startRatePerSecond, stages: [...warmup, ...stages], spacing }), durationMs };
}

function open({ maxConnections }: LoadFlags, arrivals: ArrivalSpec): OpenModel {
  const model = { model: 'open', arrivals, startAfterMs: 0, maxInFlight: null } as const;
  return maxConnections === null ? model : { ...model, maxConnections };
}

function closedModel(flags: LoadFlags): LoadModelFlags {
  for (const [flag, given] of [
    ['--rate', flags.rate !== null],
    ['--stages', flags.stages !== null],
    ['--poisson', flags.poisson],
    ['--max-connections', flags.maxConnections !== null],
  ] as const) {
    if (given)
      throw flagError(
        flag,
        `a closed load has no ${flag}: it sends when the last answer is in`,
        'use --connections, or take --closed away',
      );
  }
  const engine = flags.engine === null ? 'autocannon' : CLOSED_ENGINES.find((known) => known === flags.engine);
  if (engine === undefined)
    throw flagError(`--engine ${flags.engine}`, `there is no engine \`${flags.engine}\``, 'use autocannon or native');
  const model = { model: 'closed', connections: flags.connections ?? DEFAULT_CONNECTIONS, amount: flags.amount, engine } as const;
  return { model, durationMs: flags.amount !== null && flags.for === null ? AMOUNT_LIMIT_MS : durationOf(flags) };
}

function durationOf(flags: LoadFlags): number {
  return flags.for === null ? DEFAULT_FOR_MS : quantityOf('--for', flags.for, parseTimeSpan);
}

/**
 * Of `amount` arrivals, evenly spaced: arrival i comes at i ÷ rate, so the end lies between the last and the one that is not to be.
 */
function durationFor(flags: LoadFlags, amount: number, ratePerSecond: number): number {
  if (flags.for !== null)
    throw flagError(
      '--for',
      '--for and --amount exclude each other here',
      `${amount} at ${formatRate(ratePerSecond)} take as long as they take`,
    );
  if (flags.poisson)
    throw flagError('--amount', 'how long an amount of Poisson arrivals takes is up to chance', 'use --for with --poisson');
  const whole = Math.floor((amount * 1000) / ratePerSecond);
  return whole > ((amount - 1) * 1000) / ratePerSecond ? whole : ((amount - 0.5) * 1000) / ratePerSecond;
}
