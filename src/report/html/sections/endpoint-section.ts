import type { Report } from '../../report.ts';
import { html } from '../markup.ts';
import { timeWords } from '../../words/time-words.ts';
import { countText, shareText } from '../words.ts';
import { table } from './section.ts';
import type { Section } from './section.ts';

/** Of each request's kind what it met, over the judged phases; slowest first. */
export function endpointSection({ load }: Report): Section | null {
  const endpoints = load.flatMap((entry) =>
    entry.endpoints.map((endpoint) => ({
      entry,
      endpoint,
      times: entry.model === 'open' ? endpoint.responseTimeMs : endpoint.serviceTimeMs,
    })),
  );
  if (endpoints.length === 0) return null;
  const rows = endpoints
    .toSorted((a, b) => (b.times.p95 ?? Infinity) - (a.times.p95 ?? Infinity))
    .map(({ entry, endpoint, times }) => {
      const codes = Object.entries(endpoint.statusCodes).map(([code, count]) => `${code}: ${countText(count)}`);
      const errors = Object.entries(endpoint.errors).map(([kind, count]) => html`<div>${countText(count)} ${kind}</div>`);
      return [
        html`<code>${endpoint.endpoint}</code>${load.length > 1 && html`<small>${entry.name}</small>`}`,
        countText(endpoint.count),
        shareText(endpoint.successRate),
        timeWords(times, 'p50'),
        timeWords(times, 'p95'),
        timeWords(times, 'p99'),
        timeWords(times, 'max'),
        codes.join(', ') || '–',
        errors.length === 0 ? 'none' : errors,
      ];
    });
  return {
    id: 'endpoints',
    title: 'Endpoints',
    body: table(
      'Endpoints over baseline, fault and recovery',
      ['Endpoint', 'Count', 'Success', 'p50', 'p95', 'p99', 'Max', 'Status codes', 'Failures'].map((name, index) => ({
        name,
        numeric: index > 0 && index < 7,
      })),
      rows,
    ),
  };
}
