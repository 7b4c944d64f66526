import { columns } from '../report/text-block.ts';
import { printable } from '../report/words/printable.ts';
import { formatMeasured } from '../slo/format-measured.ts';
import type { PooledSlo, RepeatDocument } from './repeat-document.ts';

/** A series for people: plain text, newline at the end. */
export function renderRepeat({ name, verdict, exitCode, times, runs, slos, folder, seed }: RepeatDocument): string {
  const counts = (['pass', 'fail', 'inconclusive'] as const).map((each) => `${runs.filter((run) => run.verdict === each).length} ${each}`);
  const done = runs.length === times ? `${times} runs` : `${runs.length} of ${times} runs, then it ended`;
  const sections = [
    [`${verdict.toUpperCase()}  ${name}  (exit ${exitCode}, ${done}: ${counts.join(', ')}; seed ${seed})`],
    slos.length === 0 ? [] : columns([['', 'passed', 'mean over runs', '95%', 'spread'], ...slos.map(cells)], '  '),
    columns(
      runs.map((run, at) => [`run ${at + 1}`, run.verdict, `exit ${run.exitCode}`, run.reasons.join(', '), run.runFolder]),
      '  ',
    ),
    [`Series  ${folder}/repeat.json`],
  ];
  const text = sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
  return printable(`${text}\n`);
}

function cells({ expr, load, phase, pass, fail, inconclusive, values, scale, mean, interval, sd, unit, limit }: PooledSlo): string[] {
  const runs = pass + fail + inconclusive;
  const whose = values.length < runs ? ` of ${values.length} of ${runs} runs` : '';
  const where = `${expr}${load === null ? '' : ` on ${load}`}${phase === 'all' ? '' : `, ${phase}`}`;
  const told = (value: number): string => formatMeasured(value, unit, limit);
  return [
    where,
    `${pass} of ${runs}`,
    mean === null ? 'none' : `${told(mean)}${whose}`,
    interval === null ? '' : `${told(interval[0])} … ${told(interval[1])}`,
    sd === null ? '' : scale === 'logarithmic' ? `${(sd * 100).toFixed(1)}%` : told(sd),
  ];
}
