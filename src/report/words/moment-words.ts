import type { Reason } from '../report.ts';

/** Where on the timeline to look for a reason: `first seen at +41.0 s` of an SLO, else `at +41.0 s`. Empty where nothing tells. */
export function momentWords({ code, atMs }: Pick<Reason, 'code' | 'atMs'>): string {
  if (atMs === null) return '';
  const seconds = atMs / 1000;
  return `${code === 'slo-failed' ? 'first seen ' : ''}at ${seconds < 0 ? '−' : '+'}${Math.abs(seconds).toFixed(1)} s`;
}

/** The reason's sentence with its moment. */
export function toldReason(reason: Pick<Reason, 'code' | 'atMs' | 'message'>): string {
  const moment = momentWords(reason);
  const [first = '', ...rest] = reason.message.split('\n');
  return moment === '' ? reason.message : [`${first} (${moment})`, ...rest].join('\n');
}
