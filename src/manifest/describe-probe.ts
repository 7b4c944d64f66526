import { formatDuration } from '../units/duration.ts';
import type { StatusMatcher } from './load-spec.ts';
import type { ProbeSpec } from './probe-spec.ts';
import { formatValueExpectation } from './value-expectation.ts';

/** What a probe asks, in words: of headers and bodies, where secrets live, nothing. */
export function probeAsks(probe: ProbeSpec): string {
  switch (probe.kind) {
    case 'http':
      return `${probe.request.method} ${probe.request.url}`;
    case 'tcp':
      return probe.address;
    case 'prometheus':
      return `${probe.query} at ${probe.url}`;
    case 'container':
      return `the containers of ${probe.service}`;
    case 'command':
      return probe.command.join(' ');
    default:
      return probe satisfies never;
  }
}

/** What it expects: `status 200, within 300ms`. */
export function probeExpects(probe: ProbeSpec): string {
  return expectations(probe).join(', ');
}

function expectations(probe: ProbeSpec): string[] {
  switch (probe.kind) {
    case 'http': {
      const { status, contains, withinMs, json } = probe.expect;
      const found = json === null ? [] : [`${json.path} ${formatValueExpectation(json.value)}`];
      return [`status ${formatStatus(status)}`, ...quoted(contains), ...found, ...within(withinMs)];
    }
    case 'tcp':
      return [probe.expect.open ? 'open' : 'closed', ...within(probe.expect.withinMs)];
    case 'prometheus':
      return [formatValueExpectation(probe.expect.value)];
    case 'container': {
      const { state, health, restarts } = probe.expect;
      const times = restarts === null ? [] : [`restarts ${formatValueExpectation(restarts)}`];
      return [state, ...(health === null ? [] : [health]), ...times];
    }
    case 'command': {
      const { exit, contains, value } = probe.expect;
      return [`exit ${exit}`, ...quoted(contains), ...(value === null ? [] : [`prints ${formatValueExpectation(value)}`])];
    }
    default:
      return probe satisfies never;
  }
}

export function formatStatus(status: StatusMatcher): string {
  return status
    .map(([from, to]) => {
      if (from === to) return String(from);
      return from % 100 === 0 && to === from + 99 ? `${from / 100}xx` : `${from}-${to}`;
    })
    .join(' or ');
}

function quoted(text: string | null): string[] {
  return text === null ? [] : [`contains \`${text}\``];
}

function within(ms: number | null): string[] {
  return ms === null ? [] : [`within ${formatDuration(ms)}`];
}
