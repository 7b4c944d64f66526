import { describeSlo, describeValue } from '../slo/describe-row.ts';
import { formatMeasured } from '../slo/format-measured.ts';
import { adviceFor } from './reason-advice.ts';
import type { FaultRow, LoadRow, ProbeRow, Reason, Report, SloRow } from './report.ts';
import { evidenceWords, sampleWords } from './words/evidence-words.ts';
import { marginWords } from './words/margin-words.ts';
import { toldReason } from './words/moment-words.ts';
import { timeWords } from './words/time-words.ts';
import { verdictWord } from './verdict-word.ts';

const MARKS: Readonly<Record<SloRow['verdict'], string>> = { pass: '✅ pass', fail: '❌ fail', inconclusive: '⚠️ undecided' };

/** A run in Markdown, for a step summary or a comment: GitHub's and GitLab's dialect, nothing in it but text and tables. */
export function renderMarkdown(report: Report): string {
  const { name, hypothesis, engine, exitCode, seed, durationMs, reasons, slos, load, faults, probes, undo, warnings, runFolder } = report;
  const sections = [
    [`## ${headMark(report)} ${plain(verdictWord(report))}: ${plain(name)}`],
    hypothesis === null ? [] : [`> ${plain(hypothesis)}`],
    [`Exit code ${exitCode}, seed ${seed}, ${(durationMs / 1000).toFixed(1)} s, ${plain(runFolder)}${on(engine)}`],
    reasons.map(reasonLine),
    table(['SLO', 'phase', 'measured', 'interval', 'margin', 'n', 'verdict'], slos.map(sloCells)),
    table(['load', 'offered', 'success', 'p50', 'p95', 'p99', 'failures'], load.filter(({ whole }) => whole.count > 0).map(loadCells)),
    table(['fault', 'target', 'proof', 'gone'], faults.map(faultCells)),
    table(['probe', 'asks', 'as expected', ''], probes.map(probeCells)),
    undo.leftovers.map(
      ({ describe, manual }) => `- **Left behind:** ${plain(describe)}${manual.map((command) => `; by hand: ${plain(command)}`).join('')}`,
    ),
    warnings.map((warning) => `- ${plain(warning)}`),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** Nothing was asked of a measurement: it is neither good nor bad. */
function headMark(report: Report): string {
  return verdictWord(report) === 'measured' ? 'ℹ️' : (MARKS[report.verdict].split(' ')[0] ?? '');
}

function on(engine: Report['engine']): string {
  return engine === null ? '' : `, on the Docker engine ${plain(`${engine.name} (${engine.version}, ${engine.id})`)}`;
}

function reasonLine(reason: Reason): string {
  const advice = adviceFor(reason.code);
  return `- **${plain(reason.code)}**: ${plain(toldReason(reason))}${advice === null ? '' : ` (${plain(advice)})`}`;
}

function sloCells(row: SloRow): string[] {
  const margin = row.margin === null ? '' : marginWords(row.margin);
  const expr = row.load === null ? describeSlo(row) : `${describeSlo(row)} on ${row.load}`;
  return [
    expr,
    row.phase === 'all' ? 'whole run' : row.phase,
    describeValue(row),
    evidenceWords(row).join('; '),
    margin,
    sampleWords(row),
    // ❌ is for what failed the run.
    row.verdict === 'fail' && row.onBreach === 'warn' ? '⚠️ fail, only warns' : MARKS[row.verdict],
  ];
}

/** The judged phases together; of a closed load its service times. */
function loadCells({ name, model, whole }: LoadRow): string[] {
  const times = model === 'open' ? whole.responseTimeMs : whole.serviceTimeMs;
  const failures = Object.entries(whole.errors).map(([kind, count]) => `${count} ${kind}`);
  return [
    model === 'open' ? name : `${name} (closed)`,
    String(whole.count),
    whole.successRate === null ? '–' : formatMeasured(whole.successRate, 'ratio'),
    timeWords(times, 'p50'),
    timeWords(times, 'p95'),
    timeWords(times, 'p99'),
    failures.join(', '),
  ];
}

function faultCells({ id, type, target, proof, gone, error }: FaultRow): string[] {
  const told = (row: FaultRow['proof']): string => (row === null ? 'none' : row.proven ? 'proven' : 'NOT proven');
  return [`${id} (${type})`, target, error === null ? told(proof) : `${told(proof)}: ${error}`, told(gone)];
}

function probeCells({ name, asks, whole, lost, failures }: ProbeRow): string[] {
  const said = lost === null ? (failures[0]?.message ?? '') : `lost: ${lost.message}`;
  return [name, asks, `${whole.ok} of ${whole.count}`, said];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]): string => `| ${cells.map(plain).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)];
}

/**
 * Text that stays text, whoever wrote it: every ASCII punctuation mark is escaped (CommonMark 0.31, §2.4), so that there is no link,
 * image, tag, table cell or heading in it; `@` is told as an entity, lest it calls somebody; and it is one line.
 */
function plain(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]+/gu, ' ')
    .replaceAll(/[!"#$%'()*+./:;<=>?[\\\]^_`{|}~&-]/gu, (mark) => (mark === '&' ? '&amp;' : mark === '<' ? '&lt;' : `\\${mark}`))
    .replaceAll('@', '&#64;');
}
