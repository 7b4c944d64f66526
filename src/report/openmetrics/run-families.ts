import type { Report } from '../report.ts';
import { takenAt } from './metric-family.ts';
import type { MetricFamily, MetricSample } from './metric-family.ts';
import { sloFamilies, verdictStates } from './slo-families.ts';

/** What a run came to: one sample each, of when it ended. */
export function runFamilies(report: Report): MetricFamily[] {
  const run = { experiment: report.name, run: report.run };
  return takenAt((Date.parse(report.startedAt) + report.durationMs) / 1000, [
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
      samples: verdictStates('shakedown_verdict', run, report.verdict),
    },
    { name: 'shakedown_exit_code', type: 'gauge', help: 'Exit code of the run.', samples: [{ labels: run, value: report.exitCode }] },
    ...sloFamilies(report),
    faultFamily(report, 'shakedown_fault_proven', 'Whether each fault was proven to have bitten.', ({ proof }) => proof),
    faultFamily(report, 'shakedown_fault_gone', 'Whether each fault was proven to be gone.', ({ gone }) => gone),
  ]);
}

function faultFamily(
  report: Report,
  name: string,
  help: string,
  pick: (fault: Report['faults'][number]) => { readonly proven: boolean } | null,
): MetricFamily<MetricSample> {
  const samples = report.faults.map((fault) => ({
    labels: { experiment: report.name, run: report.run, fault: fault.id, type: fault.type, target: fault.target },
    value: pick(fault)?.proven === true ? 1 : 0,
  }));
  return { name, type: 'gauge', help, samples };
}
