import { probeAsks, probeExpects } from '../../manifest/describe-probe.ts';
import type { Experiment } from '../../manifest/experiment.ts';
import { formatDuration } from '../../units/duration.ts';
import { cutText, textTable } from './text-table.ts';

/** What is asked, how often, and what the answer must be. */
export function renderProbes({ probes }: Experiment): string[] {
  const rows = probes.map((probe) => [
    probe.name,
    `every ${formatDuration(probe.everyMs)}`,
    cutText(`${probe.kind} ${probeAsks(probe)}`, 40),
    cutText(probeExpects(probe), 30),
  ]);
  return textTable(rows, '  ');
}
