import { JUDGED_PHASES } from '../../../plan/phase.ts';
import type { ProbeRow, Report } from '../../report.ts';
import { html } from '../markup.ts';
import { countText, offsetText, shareText } from '../words.ts';
import { table } from './section.ts';
import type { Section } from './section.ts';

export function probeSection({ probes }: Report): Section | null {
  if (probes.length === 0) return null;
  const rows = probes.map((probe) => [
    html`<strong>${probe.name}</strong><small>${probe.kind}: ${probe.asks}</small><small>expects ${probe.expects}</small>`,
    countText(probe.whole.count),
    ...JUDGED_PHASES.map((phase) => shareText(probe.phases[phase]?.successRate ?? null)),
    valueText(probe),
    probe.lost === null
      ? probe.failures.slice(0, 3).map(({ atMs, message }) => html`<div>${offsetText(atMs)}: ${message ?? 'not as expected'}</div>`)
      : html`<strong>lost at ${offsetText(probe.lost.atMs)}</strong> ${probe.lost.message}`,
  ]);
  return {
    id: 'probes',
    title: 'Probes',
    body: table(
      'What the probes found',
      ['Probe', 'Asked', 'Baseline', 'Fault', 'Recovery', 'Value', 'First failures'].map((name, index) => ({
        name,
        numeric: index > 0 && index < 6,
      })),
      rows,
    ),
  };
}

function valueText({ value: { unit, last, min, max } }: ProbeRow): string {
  if (last === null || min === null || max === null) return '–';
  const text = (value: number): string => String(Number(value.toPrecision(4)));
  return `${text(last)}${unit === null ? '' : ` ${unit}`} (${text(min)} to ${text(max)})`;
}
