import type { CommandProbeSpec } from '../manifest/probe-spec.ts';
import { formatValueExpectation, valueHolds } from '../manifest/value-expectation.ts';
import { answered, unasked } from './answers.ts';
import type { Answered, Prober } from './prober.ts';
import { runProgram } from './run-program.ts';
import type { ProgramEnd } from './run-program.ts';

/** Its value is the number that it prints, where one is expected; else its exit code. */
export function createCommandProbe(spec: CommandProbeSpec, env: NodeJS.ProcessEnv): Prober {
  return {
    spec,
    async ask(signal) {
      const end = await runProgram(spec.command, { cwd: spec.cwd, env }, signal);
      return end.kind === 'not-started' ? unasked(end.message, end.hopeless) : judgeCommand(spec, end);
    },
  };
}

/** How a program ended, beside how it was to end. */
export function judgeCommand({ expect }: CommandProbeSpec, end: Exclude<ProgramEnd, { kind: 'not-started' }>): Answered {
  if (end.kind === 'out-of-time') return answered(null, null, ['it did not end in time, and was ended']);
  const { code, signal, output } = end;
  const { exit, contains, value } = expect;
  const wrongExit = code === exit ? null : code === null ? `it was ended by ${signal}` : `exit code ${code}, not ${exit}`;
  const missing = contains === null || output.includes(contains) ? null : `it does not print \`${contains}\``;
  if (value === null) return answered(code, 'exit code', [wrongExit, missing]);
  const text = output.trim();
  const printed = text === '' ? Number.NaN : Number(text);
  const wrong = valueHolds(value, printed) ? null : `it prints ${quoted(text)}, not ${formatValueExpectation(value)}`;
  return answered(Number.isFinite(printed) ? printed : null, null, [wrongExit, missing, wrong]);
}

function quoted(text: string): string {
  return text === '' ? 'nothing' : `\`${text.length > 80 ? `${text.slice(0, 80)}…` : text}\``;
}
