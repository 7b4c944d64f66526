import { decides } from '../../slo/decides.ts';
import type { ReasonCode, Report } from '../report.ts';
import { verdictWord } from '../verdict-word.ts';

/** The run in a sentence, for someone who was not there. It counts the SLOs that decide, and says of those that only warn what did not hold. */
export function verdictSentence(report: Report): string {
  const deciding = report.slos.filter(decides);
  const failed = deciding.filter(({ verdict }) => verdict === 'fail').length;
  const undecided = deciding.filter(({ verdict }) => verdict === 'inconclusive').length;
  const all = deciding.length;
  const faults = report.faults.filter(({ injectCalledAtMs }) => injectCalledAtMs !== null);
  const under = faults.length === 0 ? '' : ` under ${list([...new Set(faults.map(({ type, target }) => `${type} on ${target}`))])}`;
  const word = verdictWord(report);
  if (word === 'measured') return `Nothing was to be judged; the measurement is valid${warned(report)}.`;
  if (report.stop !== null) return stopSentence(report.reasons, report.stop);
  if (word === 'pass') {
    const gone = faults.length === 0 ? '' : ', and every fault is proven to be gone';
    return `${all === 1 ? 'Its SLO' : `All ${all} SLOs`} held${under}${gone}${warned(report)}.`;
  }
  if (word === 'fail') {
    const rest = undecided > 0 ? `; ${undecided} could not be decided` : '';
    return `${failed} of ${all} ${all === 1 ? 'SLO' : 'SLOs'} failed${under}${rest}${warned(report)}.`;
  }
  const [first] = report.reasons;
  const more = report.reasons.length > 1 ? ` And ${report.reasons.length - 1} more.` : '';
  return `No verdict could be reached: ${first?.message.split('\n')[0] ?? 'the run ended before there was one'}.${more}`;
}

const STOPS: readonly ReasonCode[] = ['interrupted', 'stop-condition', 'probe-lost', 'max-duration'];

/** The reason's own words where there is one: the stop itself is told by its key alone. */
function stopSentence(reasons: Report['reasons'], stop: NonNullable<Report['stop']>): string {
  const told = reasons.find(({ code }) => STOPS.includes(code))?.message ?? stop.message;
  return told.startsWith('stopped ') ? `S${told.slice(1)}.` : `Stopped early: ${told}.`;
}

function warned({ slos }: Report): string {
  const broken = slos.filter(({ onBreach, verdict }) => onBreach === 'warn' && verdict === 'fail').length;
  return broken === 0 ? '' : `; ${broken} that only ${broken === 1 ? 'warns' : 'warn'} did not hold`;
}

function list(parts: readonly string[]): string {
  return parts.length <= 2 ? parts.join(' and ') : `${parts.slice(0, 2).join(', ')} and ${parts.length - 2} more`;
}
