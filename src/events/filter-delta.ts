import type { EndpointTimes, LoadDelta, LoadTimings, OutcomeCell } from '../load/load-driver.ts';
import type { SloFilter } from '../slo/slo-options.ts';

/** What of a delta passes a filter. Which of an outcome's times belong to which status nobody recorded: then `mixed`, and no times. */
export function filterDelta(delta: LoadDelta, filter: SloFilter): { readonly delta: LoadDelta; readonly mixed: boolean } {
  // An endpoint of a flow is one of its steps.
  const cells = filter.endpoint !== null && delta.steps !== undefined ? delta.steps : delta.cells;
  const passed = cells.flatMap((cell) => passing(cell, filter));
  const count = (outcomes: readonly OutcomeCell[]): number => outcomes.reduce((sum, cell) => sum + cell.count, 0);
  const offered = count(passed);
  const dropped = count(passed.filter(({ outcome }) => outcome === 'dropped'));
  const none = { ok: [], failed: [], dropped: [] };
  const whole: LoadDelta = {
    ...delta,
    offered,
    sent: offered - dropped,
    dropped,
    neverSent: 0,
    completed: offered - dropped,
    unanswered: 0,
    abandoned: 0,
    staleRetries: 0,
    slots: none,
    cells: passed,
  };
  return { delta: whole, mixed: passed.some((cell) => cell.histogram === null && cells.some((one) => isPart(cell, one))) };
}

/** Service times are told apart by endpoint and by ok or not; `null` where the filter asks for more. */
export function filterTimings(
  timings: LoadTimings,
  { endpoint, outcome, status }: SloFilter,
  endpoints: number,
): Pick<EndpointTimes, 'serviceTime' | 'failedServiceTime'> | null {
  if (status !== null || (outcome !== null && outcome !== 'ok' && outcome !== 'failed')) return null;
  const own = endpoint === null || endpoints <= 1 ? timings : timings.endpoints?.find((one) => one.endpoint === endpoint);
  if (own === undefined) return null;
  const none = { count: 0, sumUs: 0, maxUs: 0, histogram: null };
  return {
    serviceTime: outcome === 'failed' ? none : own.serviceTime,
    failedServiceTime: outcome === 'ok' ? none : own.failedServiceTime,
  };
}

function passing(cell: OutcomeCell, { endpoint, outcome, status }: SloFilter): OutcomeCell[] {
  if (cell.outcome === 'notReached' && outcome !== null) return [];
  if (endpoint !== null && cell.endpoint !== endpoint) return [];
  if (outcome !== null && !passesOutcome(cell.outcome, outcome)) return [];
  if (status === null) return [cell];
  const matched = Object.entries(cell.statusCodes).filter(([code]) => passesStatus(code, status));
  const count = matched.reduce((sum, [, n]) => sum + n, 0);
  if (count === 0) return [];
  if (count === cell.count) return [cell];
  const { details: _, bodyBytes: __, ...rest } = cell;
  return [{ ...rest, count, statusCodes: Object.fromEntries(matched), over: [], sumUs: 0, maxUs: 0, histogram: null }];
}

function passesOutcome(outcome: OutcomeCell['outcome'], wanted: NonNullable<SloFilter['outcome']>): boolean {
  if (wanted === 'failed') return outcome !== 'ok';
  if (wanted === 'connect') return outcome.startsWith('connect-');
  return outcome === wanted;
}

/** `5xx` is any of five hundred and some. */
function passesStatus(code: string, wanted: string): boolean {
  return wanted.endsWith('xx') ? code.length === 3 && code[0] === wanted[0] : code === wanted;
}

function isPart(part: OutcomeCell, cell: OutcomeCell): boolean {
  return cell.endpoint === part.endpoint && cell.outcome === part.outcome && cell.histogram !== null && cell.count > part.count;
}
