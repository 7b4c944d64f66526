import { formatMeasured } from '../../slo/format-measured.ts';
import type { StolenRow } from '../report.ts';

/** Below these nobody's times are moved by it. */
const WORTH_A_WORD = { mean: 0.01, worstSecond: 0.1 };

/** What the machine's host took of its CPU; `null` where it is unknown, or too little to be told. */
export function stolenWords(stolen: StolenRow | null): string | null {
  if (stolen === null || (stolen.mean < WORTH_A_WORD.mean && stolen.worstSecond < WORTH_A_WORD.worstSecond)) return null;
  const [mean, worst] = [stolen.mean, stolen.worstSecond].map((share) => formatMeasured(share, 'ratio'));
  return `the host of this machine took ${mean} of its CPU, ${worst} in the worst second`;
}
