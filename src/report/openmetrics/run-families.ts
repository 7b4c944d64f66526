import type { Report, SloRow, Verdict } from '../report.ts';
import type { MetricFamily, MetricSample } from './metric-family.ts';

const VERDICTS: readonly Verdict[] = ['pass', 'fail', 'inconclusive'];

/** What a run came to: one sample each, without a time. */
export function runFamilies(report: Report): MetricFamily[] {
  const run = { experiment: report.name, run: report.run };
  return [
    {
      name: 'shakedown_run',
      type: 'info',
      help: 'The run that all of this is of.',
      samples: [{ suffix: '_info', labels: { ...run, seed: String(report.seed), tool_version: report.toolVersion }, value: 1 }],
    },
    {
      name: 'shakedown_verdict',
      type: 'stateset',
      help: 'What the run was judged as.',
      samples: states('shakedown_verdict', run, report.verdict),
    },
    { name: 'shakedown_exit_code', type: 'gauge', help: 'Exit code of the run.', samples: [{ labels: run, value: report.exitCode }] },
    {
      name: 'shakedown_slo_verdict',
      type: 'stateset',
      help: 'What each SLO was judged as.',
      samples: report.slos.flatMap((row) => states('shakedown_slo_verdict', sloLabels(report, row), row.verdict)),
    },
    {
      name: 'shakedown_slo_value',
      type: 'gauge',
      help: 'What was measured for each SLO, in the unit that its label names; +Inf where a percentile falls among the failures.',
      samples: report.slos.flatMap((row): MetricSample[] => {
        const value = row.value ?? (row.censored ? Infinity : null);
        return value === null ? [] : [{ labels: { ...sloLabels(report, row), unit: row.unit }, value }];
      }),
    },
    {
      name: 'shakedown_slo_limit',
      type: 'gauge',
      help: 'The limit of each SLO, in the unit that its label names.',
      samples: report.slos.map((row) => ({ labels: { ...sloLabels(report, row), unit: row.unit }, value: row.limit })),
    },
    faultFamily(report, 'shakedown_fault_proven', 'Whether each fault was proven to have bitten.', ({ proof }) => proof),
    faultFamily(report, 'shakedown_fault_gone', 'Whether each fault was proven to be gone.', ({ gone }) => gone),
  ];
}

function sloLabels(report: Report, { id, expr, load, phase }: SloRow): Record<string, string> {
  return { experiment: report.name, run: report.run, slo: id, expr, load: load ?? '', phase };
}

function states(name: string, labels: Readonly<Record<string, string>>, is: Verdict): MetricSample[] {
  return VERDICTS.map((verdict) => ({ labels: { ...labels, [name]: verdict }, value: verdict === is ? 1 : 0 }));
}

function faultFamily(
  report: Report,
  name: string,
  help: string,
  pick: (fault: Report['faults'][number]) => { readonly proven: boolean } | null,
): MetricFamily {
  const samples = report.faults.map((fault) => ({
    labels: { experiment: report.name, run: report.run, fault: fault.id, type: fault.type, target: fault.target },
    value: pick(fault)?.proven === true ? 1 : 0,
  }));
  return { name, type: 'gauge', help, samples };
}
