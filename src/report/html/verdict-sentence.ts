import type { Report } from '../report.ts';
import { verdictWord } from '../verdict-word.ts';

/** The run in a sentence, for someone who was not there. */
export function verdictSentence(report: Report): string {
  const failed = report.slos.filter(({ verdict }) => verdict === 'fail').length;
  const undecided = report.slos.filter(({ verdict }) => verdict === 'inconclusive').length;
  const all = report.slos.length;
  const faults = report.faults.filter(({ injectCalledAtMs }) => injectCalledAtMs !== null);
  const under = faults.length === 0 ? '' : ` under ${list(faults.map(({ type, target }) => `${type} on ${target}`))}`;
  const word = verdictWord(report);
  if (word === 'measured') return 'Nothing was to be judged; the measurement is valid.';
  if (report.stop !== null) return `Stopped early: ${report.stop.message}.`;
  if (word === 'pass')
    return `All ${all === 1 ? 'of its one SLO' : `${all} SLOs`} held${under}, and every fault is proven to be gone.`.replace(
      'All of its one SLO',
      'Its SLO',
    );
  if (word === 'fail') {
    const rest = undecided > 0 ? `; ${undecided} could not be decided` : '';
    return `${failed} of ${all} ${all === 1 ? 'SLO' : 'SLOs'} failed${under}${rest}.`;
  }
  const [first] = report.reasons;
  const more = report.reasons.length > 1 ? ` And ${report.reasons.length - 1} more.` : '';
  return `No verdict could be reached: ${first?.message.split('\n')[0] ?? 'the run ended before there was one'}.${more}`;
}

function list(parts: readonly string[]): string {
  return parts.length <= 2 ? parts.join(' and ') : `${parts.slice(0, 2).join(', ')} and ${parts.length - 2} more`;
}
