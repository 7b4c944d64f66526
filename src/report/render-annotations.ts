import type { RunStarted } from '../events/run-event.ts';
import { describeRow, describeOutcome } from '../slo/describe-row.ts';
import { toldReason } from './words/moment-words.ts';
import type { Reason, Report } from './report.ts';

export interface AnnotatedManifest {
  /** Relative to the repository, with `/`; `null`: no file that a reviewer could look at. */
  readonly file: string | null;
  readonly slos: RunStarted['slos'];
}

/**
 * GitHub's workflow commands, one a line: an error at the line of each SLO that failed, a warning at that of each that could not be
 * decided, and an error for whatever else decided the verdict (https://docs.github.com/actions, "Workflow commands"). Empty on a pass.
 */
export function renderAnnotations(report: Report, manifest: AnnotatedManifest): string {
  return report.reasons
    .filter(({ code }) => code !== 'nothing-judged')
    .map((reason) => `${annotation(reason, report, manifest)}\n`)
    .join('');
}

function annotation(reason: Reason, report: Report, { file, slos }: AnnotatedManifest): string {
  const level = reason.code === 'slo-undecided' ? 'warning' : 'error';
  const row = report.slos.find(({ id }) => id === reason.slo);
  const position = slos.find(({ id }) => id === reason.slo)?.spec.position ?? null;
  const at = position === null ? [] : [`line=${position.line}`, `col=${position.column}`];
  const place = file === null ? [] : [`file=${property(file)}`, ...at];
  const title = `title=${property(`shakedown: ${report.name}: ${reason.code}`)}`;
  const message =
    row === undefined || reason.code !== 'slo-failed'
      ? toldReason(reason)
      : toldReason({ ...reason, message: `${describeRow(row)}: ${describeOutcome(row)}` });
  return `::${level} ${[...place, title].join(',')}::${data(message)}`;
}

/** As the runner takes it apart (actions/toolkit, packages/core/src/command.ts): a line break would begin a command of somebody else's. */
function data(text: string): string {
  return text
    .toWellFormed()
    .replaceAll('%', '%25')
    .replaceAll('\r', '%0D')
    .replaceAll('\n', '%0A')
    .replaceAll(/\p{Cc}|\u2028|\u2029/gu, ' ');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
