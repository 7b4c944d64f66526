import { describeSlo, describeValue } from '../slo/describe-row.ts';
import { formatMeasured } from '../slo/format-measured.ts';
import { measuredLoad } from './measured-load.ts';
import { probeLines } from './probe-lines.ts';
import { adviceFor } from './reason-advice.ts';
import type { FaultRow, LoadRow, Reason, Report, SloRow } from './report.ts';
import { verdictWord } from './verdict-word.ts';
import { columns, wrapped } from './text-block.ts';
import { evidenceWords, sampleWords } from './words/evidence-words.ts';
import { marginWords } from './words/margin-words.ts';
import { toldReason } from './words/moment-words.ts';
import { warmUpWords } from './words/warm-up-words.ts';
import { whatAndValue } from './words/proof-words.ts';

const INDENT = '  ';

/** What stands in the run folder: an interrupted run may have left no time for it, and a full disk no room. */
export interface WrittenFiles {
  /** `report.json`. */
  readonly report: boolean;
  /** Of the HTML report. */
  readonly page: string | null;
}

/** The end of a run for people: plain text, at most 100 columns, no colour, newline at the end. */
export function renderSummary(report: Report, written: WrittenFiles = { report: true, page: null }): string {
  const began = report.phases.length > 0;
  const sections = [
    [`${verdictWord(report).toUpperCase()}  ${report.name}  (exit ${report.exitCode}, seed ${report.seed}, ${seconds(report.durationMs)})`],
    // Before the first arrival there is nothing to tell of these.
    section('SLOs', began ? sloLines(report.slos, report.load.length) : []),
    section('Faults', began ? columns(report.faults.map(faultCells), INDENT) : []),
    section('Load', began ? report.load.flatMap((load) => (report.source === 'flags' ? measuredLoad(load, report) : loadLines(load))) : []),
    section('Probes', began ? probeLines(report.probes) : []),
    section(report.exitCode === 0 ? 'Notes' : 'Why', report.reasons.flatMap(reasonLines)),
    section(
      'Left behind',
      report.undo.leftovers.flatMap(({ describe, manual }) => [...item(describe), ...manual.map((command) => `${INDENT}    ${command}`)]),
    ),
    section('Operator', operatorLines(report.operator)),
    section('Warnings', report.warnings.flatMap(item)),
    reportLines(report.runFolder, written),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** Its events are there whatever else is not, and a report is made of them at any time. */
function reportLines(runFolder: string, { report, page }: WrittenFiles): string[] {
  if (page !== null || report) return [`Report  ${page ?? `${runFolder}/report.json`}`];
  return [`Report  none was written; make it from the events with: shakedown report ${runFolder}`];
}

function operatorLines({ holds, notes }: Report['operator']): string[] {
  const held = holds.map(({ fromMs, toMs }) => ({
    atMs: fromMs,
    text: `held the timeline ${toMs === null ? 'to the end' : `until +${seconds(toMs)}`}`,
  }));
  const noted = notes.map(({ atMs, text }) => ({ atMs, text: `noted: ${text}` }));
  return [...held, ...noted].sort((a, b) => a.atMs - b.atMs).flatMap(({ atMs, text }) => item(`+${seconds(atMs)} ${text}`));
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines];
}

/** Why a row is undecided stands under "Why"; a remark on any other stands under its row. */
function sloLines(rows: readonly SloRow[], loads: number): string[] {
  const table = columns(
    rows.map((row) => sloCells(row, loads > 1)),
    INDENT,
  );
  const remarks = rows.map((row) =>
    [[...evidenceWords(row), ...enoughWords(row)].join(', '), row.verdict === 'inconclusive' ? null : row.note].filter(Boolean).join('; '),
  );
  const indent = ' '.repeat(13);
  // Where a row takes two lines, remarks go to the end.
  if (table.length === rows.length) {
    return rows.flatMap((_, index) => [table[index] ?? '', ...(remarks[index] ? wrapped(remarks[index], indent, indent) : [])]);
  }
  return [...table, ...rows.flatMap((row, index) => (remarks[index] ? item(`${describeSlo(row)}: ${remarks[index]}`) : []))];
}

const MARKS: Readonly<Record<SloRow['verdict'], string>> = { pass: 'pass', fail: 'FAIL', inconclusive: 'undecided' };

function sloCells(row: SloRow, withLoad: boolean): string[] {
  const phase = row.phase === 'all' ? 'whole run' : row.phase;
  const samples = `n ${sampleWords({ ...row, nRequired: isShort(row) ? row.nRequired : 0 }, count)}`;
  const margin = row.margin === null ? '' : marginWords(row.margin);
  return [MARKS[row.verdict], describeSlo(row), ...(withLoad ? [row.load ?? ''] : []), phase, describeValue(row), margin, samples];
}

/** Too few samples stand in the row itself. */
function isShort({ n, nRequired, verdict }: SloRow): boolean {
  return n < nRequired && verdict !== 'fail';
}

function enoughWords(row: SloRow): string[] {
  return row.nRequired > 1 && row.methodName !== null && !isShort(row) ? [`${count(row.nRequired)} samples needed`] : [];
}

function faultCells(fault: FaultRow): string[] {
  const what = `${fault.type} on ${fault.target}`;
  return [fault.id, what, `proof: ${proofText(fault.proof, fault.error)}`, goneText(fault)];
}

function proofText(proof: FaultRow['proof'], error: string | null): string {
  if (proof === null) return error ?? 'none';
  return `${proof.proven ? '' : 'unproven, '}${whatAndValue(proof)}`;
}

function goneText(fault: FaultRow): string {
  if (fault.gone === null)
    return fault.injectCalledAtMs === null ? 'never injected' : `gone: ${fault.error === null ? 'unknown' : 'undo failed'}`;
  if (!fault.gone.proven || fault.goneAtMs === null) return 'NOT GONE';
  return fault.undoCalledAtMs === null ? 'gone' : `gone ${formatMeasured(fault.goneAtMs - fault.undoCalledAtMs, 'ms')} after undo`;
}

function loadLines(load: LoadRow): string[] {
  const failed = Object.entries(load.whole.errors).filter(([outcome]) => outcome !== 'dropped');
  const counts = [
    `${count(load.offered)} offered`,
    `${count(load.sent)} sent`,
    `${count(load.completed)} completed`,
    ...(load.dropped > 0 ? [`${count(load.dropped)} dropped${whyText(load.whole.errorDetails['dropped'])}`] : []),
    ...(load.abandoned > 0 ? [`${count(load.abandoned)} abandoned`] : []),
  ];
  const parts = [
    `${counts.join(' · ')}${warmUpWords(load)}`,
    ...failed.map(([outcome, n]) => `${count(n)} ${outcome}${whyText(load.whole.errorDetails[outcome])}`),
  ];
  return wrapped(parts.join(' · '), `${INDENT}${load.name}  `, INDENT.repeat(3));
}

/** The three commonest causes of an error. */
function whyText(details: Readonly<Record<string, number>> = {}): string {
  const commonest = Object.entries(details).sort(([, a], [, b]) => b - a);
  return commonest.length === 0
    ? ''
    : ` (${commonest
        .slice(0, 3)
        .map(([detail]) => detail)
        .join(', ')})`;
}

/** Advice once for all reasons of a kind, after the last of them. */
function reasonLines(reason: Reason, index: number, all: readonly Reason[]): string[] {
  const advice = all[index + 1]?.code === reason.code ? null : adviceFor(reason.code);
  return [...item(toldReason(reason)), ...(advice === null ? [] : wrapped(`try: ${advice}`, `${INDENT}  `, `${INDENT}  `))];
}

/** A text of several lines keeps them: they may be the last words of a process. */
function item(text: string): string[] {
  const [first = '', ...rest] = text.split('\n');
  return [...wrapped(first, `${INDENT}- `, `${INDENT}  `), ...rest.flatMap((line) => wrapped(line, `${INDENT}  `, `${INDENT}    `))];
}

function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/gu, ',');
}

function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(1))}s`;
}
