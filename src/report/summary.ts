import { describeValue } from '../slo/describe-row.ts';
import { formatMeasured } from '../slo/format-measured.ts';
import { adviceFor } from './reason-advice.ts';
import type { FaultRow, LoadRow, Reason, Report, SloRow } from './report.ts';
import { columns, wrapped } from './text-block.ts';

const INDENT = '  ';

/** The end of a run for people: plain text, at most 100 columns, no colour, newline at the end. */
export function renderSummary(report: Report): string {
  const sections = [
    [`${report.verdict.toUpperCase()}  ${report.name}  (exit ${report.exitCode}, seed ${report.seed}, ${seconds(report.durationMs)})`],
    section('SLOs', sloLines(report.slos)),
    section('Faults', columns(report.faults.map(faultCells), INDENT)),
    section('Load', report.load.flatMap(loadLines)),
    section(report.verdict === 'pass' ? 'Notes' : 'Why', report.reasons.flatMap(reasonLines)),
    section(
      'Left behind',
      report.undo.leftovers.flatMap(({ describe, manual }) => [...item(describe), ...manual.map((command) => `${INDENT}    ${command}`)]),
    ),
    section('Warnings', report.warnings.flatMap(item)),
    [`Report  ${report.runFolder}/report.json`],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines];
}

function sloLines(rows: readonly SloRow[]): string[] {
  const table = columns(rows.map(sloCells), INDENT);
  const perRow = table.length / Math.max(1, rows.length);
  // Notes go under their rows, which only a table of one line a row lets us find.
  if (perRow !== 1) return [...table, ...rows.flatMap((row) => (row.note === null ? [] : item(`${row.expr}: ${row.note}`)))];
  return rows.flatMap((row, index) => [table[index] ?? '', ...(row.note === null ? [] : wrapped(row.note, '        ', '        '))]);
}

const MARKS: Readonly<Record<SloRow['verdict'], string>> = { pass: 'pass', fail: 'FAIL', inconclusive: '?' };

function sloCells(row: SloRow): string[] {
  const phase = row.phase === 'all' ? 'whole run' : row.phase;
  return [MARKS[row.verdict], row.expr, row.load, phase, describeValue(row), marginText(row), `n ${count(row.n)}`];
}

/** How much of the limit is left, or by how much it is exceeded. */
function marginText({ margin }: SloRow): string {
  if (margin === null) return '';
  return margin >= 0 ? `${formatMeasured(margin, 'ratio')} inside` : `${formatMeasured(-margin, 'ratio')} beyond`;
}

function faultCells(fault: FaultRow): string[] {
  const what = `${fault.type} on ${fault.target}`;
  return [fault.id, what, `proof: ${proofText(fault.proof, fault.error)}`, goneText(fault)];
}

function proofText(proof: FaultRow['proof'], error: string | null): string {
  if (proof === null) return error ?? 'none';
  const value = proof.value === null ? '' : ` ${Number(proof.value.toPrecision(4))}${proof.unit === null ? '' : ` ${proof.unit}`}`;
  return `${proof.proven ? '' : 'unproven, '}${proof.what}${value}`;
}

function goneText(fault: FaultRow): string {
  if (fault.gone === null)
    return fault.injectCalledAtMs === null ? 'never injected' : `gone: ${fault.error === null ? 'unknown' : 'undo failed'}`;
  if (!fault.gone.proven || fault.goneAtMs === null) return 'NOT GONE';
  return fault.undoCalledAtMs === null ? 'gone' : `gone ${formatMeasured(fault.goneAtMs - fault.undoCalledAtMs, 'ms')} after undo`;
}

function loadLines(load: LoadRow): string[] {
  const failed = Object.entries(load.whole.errors).filter(([outcome]) => outcome !== 'dropped');
  const parts = [
    `${count(load.offered)} offered`,
    `${count(load.sent)} sent`,
    `${count(load.completed)} completed`,
    ...(load.dropped > 0 ? [`${count(load.dropped)} dropped`] : []),
    ...(load.abandoned > 0 ? [`${count(load.abandoned)} abandoned`] : []),
    ...failed.map(([outcome, n]) => `${count(n)} ${outcome}`),
  ];
  return wrapped(parts.join(' · '), `${INDENT}${load.name}  `, INDENT.repeat(3));
}

function reasonLines(reason: Reason): string[] {
  const advice = adviceFor(reason.code);
  return [...item(reason.message), ...(advice === null ? [] : wrapped(`try: ${advice}`, `${INDENT}  `, `${INDENT}  `))];
}

function item(text: string): string[] {
  return wrapped(text, `${INDENT}- `, `${INDENT}  `);
}

function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/gu, ',');
}

function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(1))}s`;
}
