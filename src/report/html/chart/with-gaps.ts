import type { ChartSpan } from './time-chart.ts';

/** Spans further apart than this many of their own widths are not joined: a measurement may come late, but no line runs through a stop. */
const GAP_WIDTHS = 3;

/** Ascending spans, and an empty one wherever nothing was measured for so long that it is to be seen. The same list where there is none. */
export function withGaps(spans: readonly ChartSpan[]): readonly ChartSpan[] {
  const gapBefore = ({ fromS, toS }: ChartSpan, index: number): ChartSpan[] => {
    const beforeS = spans[index - 1]?.toS ?? fromS;
    return fromS - beforeS > GAP_WIDTHS * (toS - fromS) ? [{ fromS: beforeS, toS: fromS }] : [];
  };
  if (spans.every((span, index) => gapBefore(span, index).length === 0)) return spans;
  return spans.flatMap((span, index) => [...gapBefore(span, index), span]);
}

/** What the bins that begin with a span have for it; `null` where there is none. */
export function valuesIn<Bin extends ChartSpan>(
  spans: readonly ChartSpan[],
  bins: readonly Bin[],
  pick: (bin: Bin) => number | null,
): (number | null)[] {
  const byStart = new Map(bins.map((bin) => [bin.fromS, pick(bin)]));
  return spans.map(({ fromS }) => byStart.get(fromS) ?? null);
}
