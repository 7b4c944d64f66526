import type { Report, SloRow, Verdict } from '../report.ts';
import type { MetricFamily, MetricSample } from './metric-family.ts';

const VERDICTS: readonly Verdict[] = ['pass', 'fail', 'inconclusive'];

/** What each SLO was judged as, and the evidence beside its number: interval, scope, method, samples had and needed. */
export function sloFamilies(report: Report): MetricFamily<MetricSample>[] {
  const gauge = (name: string, help: string, samplesOf: (row: SloRow) => MetricSample[]): MetricFamily<MetricSample> => ({
    name: `shakedown_slo_${name}`,
    type: 'gauge',
    help,
    samples: report.slos.flatMap(samplesOf),
  });
  const one = (row: SloRow, value: number, more: Readonly<Record<string, string>> = {}): MetricSample => ({
    labels: { ...labelsOf(report, row), ...more },
    value,
  });
  const end = (row: SloRow, at: 0 | 1): MetricSample[] =>
    evidencesOf(row).flatMap(({ interval, labels }) => {
      if (interval === null) return [];
      const bound = interval[at] ?? (at === 1 ? Infinity : null);
      return bound === null ? [] : [one(row, bound, { unit: row.unit, ...labels })];
    });
  return [
    {
      name: 'shakedown_slo_verdict',
      type: 'stateset',
      help: 'What each SLO was judged as.',
      samples: report.slos.flatMap((row) => verdictStates('shakedown_slo_verdict', labelsOf(report, row), row.verdict)),
    },
    gauge(
      'value',
      'What was measured for each SLO, in the unit that its label names; +Inf where a percentile falls among the failures.',
      (row) => {
        const value = row.value ?? (row.censored ? Infinity : null);
        return value === null ? [] : [one(row, value, { unit: row.unit })];
      },
    ),
    gauge('limit', 'The limit of each SLO, in the unit that its label names.', (row) => [one(row, row.limit, { unit: row.unit })]),
    {
      name: 'shakedown_slo_evidence',
      type: 'info',
      help: 'By what each SLO was judged; an interval of the other scope stands beside it and decides nothing.',
      samples: report.slos.flatMap((row) => evidencesOf(row).map(({ labels }) => ({ ...one(row, 1, labels), suffix: '_info' }))),
    },
    gauge('interval_low', 'Lower end of the interval, in the unit that its label names; absent where no bound is known.', (row) =>
      end(row, 0),
    ),
    gauge('interval_high', 'Upper end of the interval; +Inf where no bound is known, or it falls among the failures.', (row) =>
      end(row, 1),
    ),
    gauge('samples', 'Samples that each SLO rests on.', (row) => [one(row, row.n)]),
    gauge('effective_samples', 'Independent samples that those are worth.', (row) =>
      evidencesOf(row).map(({ nEffective, labels }) => one(row, nEffective, labels)),
    ),
    gauge('required_samples', 'Least number of samples that could decide each SLO; 0 where there is no such number.', (row) => [
      one(row, row.nRequired),
    ]),
  ];
}

export function verdictStates(name: string, labels: Readonly<Record<string, string>>, is: Verdict): MetricSample[] {
  return VERDICTS.map((verdict) => ({ labels: { ...labels, [name]: verdict }, value: verdict === is ? 1 : 0 }));
}

function labelsOf(report: Report, { id, expr, load, phase }: SloRow): Record<string, string> {
  return { experiment: report.name, run: report.run, slo: id, expr, load: load ?? '', phase };
}

interface LabelledEvidence extends Pick<SloRow, 'interval' | 'nEffective'> {
  readonly labels: Readonly<Record<string, string>>;
}

/** What decided, and the other scope where it has something to say. */
function evidencesOf({ interval, nEffective, scope, methodName, statistic, confidence, beside }: SloRow): LabelledEvidence[] {
  const level = confidence === null ? '' : String(confidence);
  const decides = { scope, method: methodName ?? '', statistic, confidence: level, decides: 'true' };
  const found: LabelledEvidence[] = [{ interval, nEffective, labels: decides }];
  if (beside === null) return found;
  const labels = { scope: beside.scope, method: beside.methodName ?? '', statistic: 'interval', confidence: level, decides: 'false' };
  return [...found, { interval: beside.interval, nEffective: beside.nEffective, labels }];
}
