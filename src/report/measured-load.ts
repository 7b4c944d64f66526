import { formatMeasured } from '../slo/format-measured.ts';
import { JUDGED_PHASES } from '../plan/phase.ts';
import { formatRate } from '../units/rate.ts';
import { warmUpWords } from './words/warm-up-words.ts';
import { timeWords } from './words/time-words.ts';
import { stolenWords } from './words/stolen-words.ts';
import type { GeneratorRow, LoadRow, Report, TimeStatistics } from './report.ts';
import { wrapped } from './text-block.ts';

const LABEL_WIDTH = 13;
const NUMBER_WIDTH = 9;
const PERCENTILES = ['p50', 'p90', 'p95', 'p99', 'p99.9', 'max', 'mean'] as const;

/** A load for those who came to measure: rates, latencies, what came back, and whether the generator kept up. */
export function measuredLoad(load: LoadRow, report: Report): string[] {
  const spanMs = report.phases.reduce((sum, { name, fromMs, toMs }) => sum + (isJudged(name) ? toMs - fromMs : 0), 0);
  return [
    ...line('Model', modelWords(load)),
    ...line('Requests', requestWords(load)),
    ...line('Rate', rateWords(load, spanMs)),
    ...line('Success', load.whole.successRate === null ? 'nothing was answered' : formatMeasured(load.whole.successRate, 'ratio')),
    ...latencyTable(load),
    ...line('Status', tallyWords(load.whole.statusCodes)),
    ...line('Received', receivedWords(load, spanMs)),
    ...line('Errors', errorWords(load)),
    ...line(
      'Connections',
      `${count(load.connectionsOpened)} opened · ${count(load.peakInFlight)} ${load.peakInFlight === 1 ? 'request' : 'requests'} in flight at most`,
    ),
    ...line('Generator', generatorWords(load, report.generator)),
  ];
}

function isJudged(name: string): boolean {
  return JUDGED_PHASES.some((judged) => judged === name);
}

/** Nothing, where there is nothing to say. */
function line(label: string, text: string): string[] {
  return text === '' ? [] : wrapped(text, `  ${label.padEnd(LABEL_WIDTH)}`, ' '.repeat(LABEL_WIDTH + 2));
}

function modelWords({ model, engine, connections }: LoadRow): string {
  if (model === 'open') return 'open: arrivals kept their schedule; response time runs from the intended send time';
  const by = engine === 'autocannon' ? 'on autocannon' : 'on our own transport';
  return `closed, ${by}: ${count(connections ?? 0)} connections, each as fast as it was answered`;
}

function requestWords(load: LoadRow): string {
  const { model, offered, sent, completed, dropped, neverSent, abandoned, unanswered, staleRetries } = load;
  const parts: [number, string][] = [
    [dropped, 'dropped'],
    [neverSent, 'never sent'],
    [unanswered, 'unanswered'],
    [abandoned, 'abandoned'],
    [staleRetries, 'sent once more on a fresh connection'],
  ];
  const rest = parts.flatMap(([n, what]) => (n > 0 ? [`${count(n)} ${what}`] : []));
  const head = model === 'open' ? [`${count(offered)} offered`, `${count(sent)} sent`] : [`${count(sent)} sent`];
  return `${[...head, `${count(completed)} completed`, ...rest].join(' · ')}${warmUpWords(load)}`;
}

function rateWords({ model, whole }: LoadRow, spanMs: number): string {
  if (spanMs <= 0) return '';
  const perSecond = (n: number): string => formatRate(Number(((n * 1000) / spanMs).toPrecision(4)));
  const answered = Object.values(whole.statusCodes).reduce((sum, n) => sum + n, 0);
  const parts = [
    ...(model === 'open' ? [`${perSecond(whole.count)} offered`] : []),
    `${perSecond(answered)} answered`,
    ...(whole.ok === null ? [] : [`${perSecond(whole.ok)} ok`]),
  ];
  return `${parts.join(' · ')}, over ${Number((spanMs / 1000).toFixed(1))}s`;
}

function receivedWords({ whole: { bodyBytes } }: LoadRow, spanMs: number): string {
  if (spanMs <= 0 || bodyBytes === 0) return '';
  return `${formatMeasured(bodyBytes, 'bytes')} of bodies · ${formatMeasured((bodyBytes * 1000) / spanMs, 'bytes_per_second')}`;
}

function latencyTable({ model, whole }: LoadRow): string[] {
  const head = `  ${'Latency'.padEnd(LABEL_WIDTH)}${PERCENTILES.map((name) => name.padStart(NUMBER_WIDTH)).join('')}`;
  const row = (label: string, times: TimeStatistics): string =>
    `    ${label.padEnd(LABEL_WIDTH - 2)}${PERCENTILES.map((name) => timeWords(times, name).padStart(NUMBER_WIDTH)).join('')}`;
  const service = row('service', whole.serviceTimeMs);
  if (model === 'closed') return [head, service];
  const response = row('response', whole.responseTimeMs);
  return [
    head,
    response,
    service,
    ...(response.includes('≥') ? line('', '≥: so many requests failed that this percentile is one of them') : []),
  ];
}

function tallyWords(tally: Readonly<Record<string, number>>): string {
  return Object.entries(tally)
    .map(([key, n]) => `${key} × ${count(n)}`)
    .join(' · ');
}

/** `timeout × 3 (no-first-byte)`: and, where it is known, why. */
function errorWords({ whole }: LoadRow): string {
  return Object.entries(whole.errors)
    .map(([error, n]) => {
      const details = Object.entries(whole.errorDetails[error] ?? {});
      const [only] = details;
      const why = details.length === 1 && only !== undefined ? only[0] : details.map(([detail, m]) => `${detail} × ${count(m)}`).join(', ');
      return `${error} × ${count(n)}${why === '' ? '' : ` (${why})`}`;
    })
    .join(' · ');
}

function generatorWords({ model }: LoadRow, { dispatchLagMs, cpuCores, limited, perWorker, stolen }: GeneratorRow): string {
  const { p99, max } = dispatchLagMs;
  const lag =
    model === 'open' && p99 !== null && max !== null ? [`lag p99 ${formatMeasured(p99, 'ms')}, max ${formatMeasured(max, 'ms')}`] : [];
  const workers = perWorker.length === 1 ? '' : ` in ${perWorker.length} workers`;
  const cpu = cpuCores === null ? [] : [`${Number(cpuCores.toPrecision(2))} cores${workers}`];
  return [limited ? 'it was the limit' : 'it kept up', ...lag, ...cpu, stolenWords(stolen)].filter((words) => words !== null).join(' · ');
}

function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/gu, ',');
}
