import { columns, wrapped } from '../report/text-block.ts';
import { printable } from '../report/words/printable.ts';
import { formatMeasured } from '../slo/format-measured.ts';
import type { ComparedGroup, ComparisonDocument, ComparisonRow, ComparisonVerdict, MissingMeasure } from './comparison.ts';

const WORDS: Readonly<Record<ComparisonVerdict, string>> = {
  worse: 'WORSE',
  better: 'better',
  'no-difference-shown': 'none shown',
  'needs-runs': 'needs runs',
};

const VERDICTS: Readonly<Record<ComparisonVerdict, string>> = {
  worse: 'WORSE',
  better: 'BETTER',
  'no-difference-shown': 'NO DIFFERENCE SHOWN',
  'needs-runs': 'NEEDS RUNS',
};

/** A comparison for people: plain text, newline at the end. */
export function renderComparison(document: ComparisonDocument): string {
  const { name, verdict, exitCode, base, rows, notCompared, leftOut, warnings } = document;
  const head = ['', 'base', 'with', 'change', '95%', 'sees', '10%', ''];
  const sections = [
    [`${VERDICTS[verdict]}  ${name}  (exit ${exitCode})`, ...groupLines('base', base), ...groupLines('with', document.with)],
    rows.length === 0 ? ['Nothing can be compared: no measure is in every run.'] : columns([head, ...rows.map(cells)], '  '),
    endLines(document),
    notCompared.flatMap((missing) => wrapped(missingLine(missing), '  ', '    ')),
    rows.flatMap(({ note, ...row }) => (note === null ? [] : wrapped(`${label(row)}: ${note}`, '  ', '    '))),
    leftOut.flatMap(({ run, reason }) => wrapped(`left out: ${run}: ${reason}`, '  ', '    ')),
    warnings.flatMap((warning) => wrapped(warning, '  ', '    ')),
    wrapped(legend(document), '', ''),
  ];
  const text = sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
  return printable(`${text}\n`);
}

function groupLines(side: string, { baseline, runs }: ComparedGroup): string[] {
  const from = baseline === null ? '' : ` from ${baseline}`;
  return [`  ${side}  ${runs.length} ${runs.length === 1 ? 'run' : 'runs'}${from}`];
}

/** How the runs ended, where one of them did not come to its end. */
function endLines({ ends: { base, with: others, p, pAdjusted, verdict } }: ComparisonDocument): string[] {
  const of = (what: 'broken' | 'lost'): string => `${others[what]} of ${others.runs}, in the base ${base[what]} of ${base.runs}`;
  const chance =
    p === null || pAdjusted === null ? '' : ` (Fisher’s exact test: p ${p.toPrecision(2)}, with all rows ${pAdjusted.toPrecision(2)})`;
  const broken = base.broken + others.broken === 0 ? [] : [`ended because the system was too bad to watch: ${of('broken')}${chance}`];
  const lost = base.lost + others.lost === 0 ? [] : [`that cannot answer: ${of('lost')}`];
  const parts = [...broken, ...lost];
  return parts.length === 0 ? [] : wrapped(`runs ${parts.join('; ')}: ${WORDS[verdict]}`, '  ', '    ');
}

function missingLine({ base, with: others, ...name }: MissingMeasure): string {
  return `not compared: ${label(name)}: in ${base.having} of ${base.runs} runs of the base and ${others.having} of ${others.runs} beside it`;
}

function cells(row: ComparisonRow): string[] {
  const { base, with: other, change, interval, smallestDetectable, runsNeeded, verdict } = row;
  const ends = interval === null ? '' : `${signed(interval[0], row).replace(/ [%p]+$/u, '')} … ${signed(interval[1], row)}`;
  const seen = smallestDetectable === null ? 'nothing' : signed(smallestDetectable, row);
  const needed = runsNeeded === null ? '?' : String(runsNeeded);
  const word = WORDS[verdict];
  return [label(row), value(base.mean, row), value(other.mean, row), change === null ? '' : signed(change, row), ends, seen, needed, word];
}

function label({ load, probe, phase, metric, of }: Pick<ComparisonRow, 'load' | 'probe' | 'phase' | 'metric' | 'of'>): string {
  return `${load ?? `probe ${probe ?? ''}`} ${phase} ${of === 'service_time' ? `${metric}(service_time)` : metric}`;
}

function value(mean: number | null, { unit }: ComparisonRow): string {
  return mean === null ? 'none' : formatMeasured(mean, unit);
}

/** `+10.2%` of a time, `−0.5 pp` of a share. */
function signed(change: number, { unit }: ComparisonRow): string {
  const sign = change < 0 ? '−' : '+';
  const size = Math.abs(change) * 100;
  return `${sign}${size.toFixed(size >= 100 ? 0 : unit === 'ms' ? 1 : 2)}${unit === 'ms' ? '%' : ' pp'}`;
}

function legend({ alpha, power, rows }: ComparisonDocument): string {
  const points = rows.some(({ unit }) => unit === 'ratio') ? ' (of a share: one percentage point, pp)' : '';
  return (
    `The unit is the run. Chance of any false finding in the table: ${alpha * 100}% (Holm over ${rows.length}). ` +
    `"sees": the smallest change that is found in ${power * 100} of 100 such comparisons. ` +
    `"10%": runs a side that find a change of 10%${points} as often.`
  );
}
