import { describeInterval } from '../../slo/describe-row.ts';
import type { SloRow } from '../report.ts';

type Told = Pick<SloRow, 'interval' | 'unit' | 'limit' | 'confidence' | 'scope' | 'methodName' | 'beside'>;

/**
 * What a value's verdict rests on, in words: its intervals with their scope and method, or why it has none. Each of them one text.
 * `95% of this run: 588ms – 641ms (Clopper-Pearson)`.
 */
export function evidenceWords({ interval, confidence, scope, methodName, beside, unit, limit }: Told): string[] {
  const words = (of: SloRow['interval'], whose: SloRow['scope'], name: SloRow['methodName']): string[] => {
    const text = describeInterval({ interval: of, unit, limit });
    const level = confidence === null ? whose : `${Number((confidence * 100).toFixed(2))}% of this ${whose}`;
    return text === null ? [] : [`${level}: ${text}${name === null ? '' : ` (${name})`}`];
  };
  const isTimed = methodName === 'resolution';
  const own = isTimed
    ? describeInterval({ interval, unit, limit })
    : confidence === null
      ? null
      : (words(interval, scope, methodName)[0] ?? null);
  return [
    ...(own === null ? withoutInterval(methodName) : [isTimed ? `within ${own}` : own]),
    ...(beside === null ? [] : words(beside.interval, beside.scope, beside.methodName)),
  ];
}

function withoutInterval(methodName: SloRow['methodName']): string[] {
  switch (methodName) {
    case 'exact':
      return ['exact: counted, nothing is estimated'];
    case 'none':
      return ['no interval: what was not seen may be beyond the largest seen, by any amount'];
    case 'plain':
      return ['compared as it is, no interval asked'];
    case null:
      return [];
    default:
      return ['no interval at this n, or it falls among the failures'];
  }
}

/** `12000, worth 840, needs 368`: arrivals, independent ones that tell as much, and the fewest that could decide. */
export function sampleWords(
  { n, nEffective, nRequired }: Pick<SloRow, 'n' | 'nEffective' | 'nRequired'>,
  count: (n: number) => string = String,
): string {
  const worth = nEffective < n ? `, worth ${count(nEffective)}` : '';
  return `${count(n)}${worth}${nRequired > 1 ? `, needs ${count(nRequired)}` : ''}`;
}
