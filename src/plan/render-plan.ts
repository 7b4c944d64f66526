import { redact } from '../manifest/secret-names.ts';
import { escapeControls } from '../report/words/escape-controls.ts';
import { formatDuration } from '../units/duration.ts';
import { victimsOf } from './check-blast-radius.ts';
import { renderContainers } from './render/render-containers.ts';
import { renderFaults } from './render/render-faults.ts';
import { renderLoad } from './render/render-load.ts';
import { renderProbes } from './render/render-probes.ts';
import { renderSlos } from './render/render-slos.ts';
import { cutText, textTable, wrapText } from './render/text-table.ts';
import { timelineChart } from './render/timeline-chart.ts';
import type { RunPlan } from './run-plan.ts';

const WIDTH = 100;

/** What a run would do, for people: plain text, at most 100 columns, without secrets. */
export function renderPlan(plan: RunPlan): string {
  const { experiment, seed, timeline } = plan;
  const title = cutText(experiment.name, WIDTH - 24);
  const sections: (readonly [string, readonly string[]])[] = [
    ['Stack', stackLines(plan)],
    ['Load', loadLines(plan)],
    ['Probes', renderProbes(experiment)],
    [`Timeline, ${formatDuration(timeline.endMs)}`, timelineChart(plan, WIDTH - 2).map((line) => `  ${line}`)],
    ['Blast radius', blastRadius(plan)],
    ['Fault proxy', faultProxyLines(plan)],
    ['Faults', renderFaults(plan, WIDTH)],
    ['SLOs', [...renderSlos(plan), ...legend(plan)]],
    ['Stops early when', stopLines(plan)],
    ['Warnings', plan.warnings.flatMap((warning) => bullet(warning))],
  ];
  const head = `${title}${`seed ${seed}`.padStart(WIDTH - title.length)}`;
  const hypothesis = experiment.hypothesis === null ? [] : wrapText(experiment.hypothesis, WIDTH);
  const body = sections.filter(([, lines]) => lines.length > 0).flatMap(([name, lines]) => ['', name, ...lines]);
  return redact([head, ...hypothesis, ...body].map((line) => line.trimEnd()).join('\n'), [
    ...experiment.secrets,
    ...experiment.secrets.map(escapeControls),
  ]);
}

function stackLines({ experiment: { stack }, inventory }: RunPlan): string[] {
  if (stack.kind === 'urls') return ['  nothing is started: the URLs under load are the system'];
  if (stack.kind !== 'processes') return inventory === null ? [] : renderContainers(stack, inventory, WIDTH);
  const rows = stack.processes.map(({ name, replicas, ports, command, startAfter }) => [
    replicas === 1 ? name : `${name} × ${replicas}`,
    cutText(command.join(' '), 40),
    Object.entries(ports)
      .map(([port, number]) => (number === 'auto' ? port : `${port} ${number}`))
      .join(', '),
    startAfter.length === 0 ? '' : `after ${startAfter.join(', ')}`,
  ]);
  return textTable(rows, '  ').map((line) => cutText(line, WIDTH));
}

function loadLines({ experiment, loads }: RunPlan): string[] {
  const rows = experiment.load.flatMap((load, at) => renderLoad(load, loads[at]?.maxInFlight ?? 0));
  return textTable(rows, '  ').map((line) => cutText(line, WIDTH));
}

function blastRadius({ experiment, faults, instances, inventory }: RunPlan): string[] {
  if (faults.length === 0) return [];
  const victims = new Set(faults.flatMap(victimsOf));
  const { maxTargets } = experiment.safety;
  const names = cutText([...victims].join(', '), 48);
  const what = inventory === null ? 'processes' : 'containers';
  return [`  ${victims.size} of ${instances.length} ${what}: ${names} (at most ${maxTargets} a fault, by safety.maxTargets)`];
}

function faultProxyLines({ faultProxy }: RunPlan): string[] {
  if (faultProxy === null || faultProxy.kind === 'embedded') return [];
  const words =
    faultProxy.kind === 'service'
      ? `the Toxiproxy in \`${faultProxy.service}\` (the manifest): its proxies get toxics of this run’s own, removed at the end of each fault; nothing else on it is touched`
      : `the Toxiproxy at ${faultProxy.url} (${faultProxy.from}): gets proxies of this run’s own, removed at its end; nothing else on it is touched`;
  return wrapText(words, WIDTH - 2).map((line) => `  ${line}`);
}

function legend({ slos }: RunPlan): string[] {
  const gate = slos.some((slo) => slo.gate) ? ['gate: must hold in the baseline too, or nothing is injected.'] : [];
  const text = [
    'least: arrivals that suffice if not one of them is bad.',
    'sure: that decide nine times in ten: a pass if half as many are bad as may be, a fail if twice as many. takes: how long each takes.',
    ...gate,
  ].join(' ');
  return wrapText(text, WIDTH - 2).map((line) => `  ${line}`);
}

function stopLines({ experiment: { stopConditions, safety }, faults, inventory }: RunPlan): string[] {
  const outside =
    inventory === null || faults.length === 0 ? [] : bullet('a container dies, once faults are in, that none of them is about');
  return [
    ...stopConditions.flatMap(({ text }) => bullet(text)),
    ...outside,
    ...bullet(`it takes longer than ${formatDuration(safety.maxDurationMs)}`),
  ];
}

function bullet(text: string): string[] {
  return wrapText(text, WIDTH - 4, '    ').map((line, at) => (at === 0 ? `  - ${line}` : line));
}
