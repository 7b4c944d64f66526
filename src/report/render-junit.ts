import { describeRow, describeValue } from '../slo/describe-row.ts';
import { evidenceWords, sampleWords } from './words/evidence-words.ts';
import { momentWords, toldReason } from './words/moment-words.ts';
import { verdictWord } from './verdict-word.ts';
import type { Reason, Report, SloRow } from './report.ts';

/**
 * JUnit XML, as GitLab, Jenkins and GitHub's reporters read it: a test case for each SLO, and one for the run itself, which holds every
 * reason that is no SLO's. A failure is a fail; what is inconclusive is an error, never skipped: a skipped test passes for a good one.
 * An SLO that only warns decides nothing here either: its case passes, whatever it says.
 */
export function renderJunit(report: Report): string {
  const { slos, name, startedAt, durationMs } = report;
  const cases = [runCase(report), ...slos.map((row) => sloCase(row, report))];
  const failures = cases.filter(({ outcome }) => outcome === 'failure').length;
  const errors = cases.filter(({ outcome }) => outcome === 'error').length;
  const counts = `tests="${cases.length}" failures="${failures}" errors="${errors}" skipped="0"`;
  const time = seconds(durationMs);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="shakedown" ${counts} time="${time}">`,
    `  <testsuite name="${xml(name)}" ${counts} time="${time}" timestamp="${xml(startedAt.replace(/\.\d+Z$/u, ''))}">`,
    '    <properties>',
    ...properties(report).map(([key, value]) => `      <property name="${key}" value="${xml(value)}"/>`),
    '    </properties>',
    ...cases.map(({ text }) => text),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

interface TestCase {
  readonly outcome: 'passed' | 'failure' | 'error';
  readonly text: string;
}

function runCase(report: Report): TestCase {
  const own = report.reasons.filter((reason) => reason.code !== 'nothing-judged' && !isOfSlo(reason));
  const outcome = own.length === 0 ? 'passed' : report.verdict === 'fail' ? 'failure' : 'error';
  const summary = `${verdictWord(report)} (exit ${report.exitCode})`;
  return testCase(report, {
    name: 'the run',
    outcome,
    type: own[0]?.code ?? '',
    message: summary,
    lines: own.map(reasonLine),
    ms: report.durationMs,
  });
}

/** That there is no SLO to judge is undecided too, and the run's own: no SLO has a case for it. */
function isOfSlo({ code, slo }: Reason): boolean {
  return slo !== null && (code === 'slo-failed' || code === 'slo-undecided');
}

function sloCase(row: SloRow, report: Report): TestCase {
  const isWarning = row.onBreach === 'warn' && row.verdict !== 'pass';
  const outcome = row.verdict === 'pass' || isWarning ? 'passed' : row.verdict === 'fail' ? 'failure' : 'error';
  const warning = isWarning ? `only warns: ${row.verdict === 'fail' ? 'did not hold' : 'could not be decided'}, ` : '';
  const message = `${warning}${describeValue(row)}${row.note === null ? '' : `: ${row.note}`}`;
  const moment = report.reasons.filter(({ slo, code }) => slo === row.id && code === 'slo-failed').map(momentWords);
  const lines = [...(outcome === 'failure' ? moment : []), `n ${sampleWords(row)}`, ...evidenceWords(row), row.method];
  const phase = report.phases.find(({ name }) => name === row.phase);
  const ms = phase === undefined ? report.durationMs : phase.toMs - phase.fromMs;
  return testCase(report, { name: describeRow(row), outcome, type: `slo-${row.verdict}`, message, lines, ms });
}

interface CaseParts {
  readonly name: string;
  readonly outcome: TestCase['outcome'];
  readonly type: string;
  readonly message: string;
  readonly lines: readonly string[];
  readonly ms: number;
}

function testCase(report: Report, { name, outcome, type, message, lines, ms }: CaseParts): TestCase {
  const open = `    <testcase classname="${xml(report.name)}" name="${xml(name)}" time="${seconds(ms)}"`;
  if (outcome === 'passed') {
    const told = xml([message, ...lines].join('\n'));
    return { outcome, text: `${open}>\n      <system-out>${told}</system-out>\n    </testcase>` };
  }
  const body = xml([message, ...lines].join('\n'));
  return {
    outcome,
    text: `${open}>\n      <${outcome} type="${xml(type)}" message="${xml(message)}">${body}</${outcome}>\n    </testcase>`,
  };
}

function properties({ run, seed, verdict, exitCode, manifestSha256, toolVersion, git, engine }: Report): [string, string][] {
  return [
    ['run', run],
    ['verdict', verdict],
    ['exitCode', String(exitCode)],
    ['seed', String(seed)],
    ['manifestSha256', manifestSha256],
    ['toolVersion', toolVersion],
    ...(git === null ? [] : [['git', git] satisfies [string, string]]),
    ...(engine === null ? [] : [['engine', `${engine.name} ${engine.version} ${engine.id}`] satisfies [string, string]]),
  ];
}

function reasonLine(reason: Reason): string {
  return `${reason.code}: ${toldReason(reason)}`;
}

function seconds(ms: number): string {
  return (Math.max(0, ms) / 1000).toFixed(3);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;', '\n': '&#10;' };

/** For attributes and text alike. What XML 1.0 cannot hold at all, controls and lone surrogates among it, becomes U+FFFD. */
function xml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll(/[&<>"'\n]/gu, (found) => ENTITIES[found] ?? found);
}
