const PERCENTILE_TICKS = [0, 0.5, 0.9, 0.95, 0.99, 0.999, 0.9999, 0.99999];

/** Times over nines: log₁₀ of 1 ÷ (1 − p). */
function percentileChart(plot: PercentileData, box: HTMLElement): UPlot {
  const nines = (share: number): number => -Math.log10(1 - share);
  const tip = new Tip(box);
  const last = nines(plot.shares.at(-1) ?? 0.9);
  const axisPair = axes('ms');
  const [xAxis, yAxis] = [axisPair[0] ?? {}, axisPair[1] ?? {}];
  const ticks = PERCENTILE_TICKS.filter((share) => nines(share) <= last + 1e-9);
  const name = (share: number): string => (share === 0 ? 'min' : `p${Number((share * 100).toFixed(3))}`);
  const limits = plot.limits.map(({ label, value, share }) => ({ label, value, from: share === null ? null : nines(share) }));
  return new uPlot(
    {
      width: box.clientWidth,
      height: CHART_HEIGHT,
      padding: [10, 14, 0, 0],
      legend: { show: false },
      cursor: { drag: { x: true, y: false, setScale: true }, points: { size: 7 }, y: false },
      scales: {
        x: { time: false, range: (_u, min, max) => [Math.max(0, min ?? 0), Math.min(last, max ?? last)] },
        y: { distr: 3, log: 10, range: () => [plot.minMs, plot.maxMs] },
      },
      axes: [
        {
          ...xAxis,
          grid: { stroke: () => themeColour('line'), width: 1 },
          splits: () => ticks.map(nines),
          values: () => ticks.map(name),
          incrs: [1],
        },
        { ...yAxis, splits: () => logSplits(plot.minMs, plot.maxMs), filter: (_u, splits) => splits },
      ],
      series: [
        {},
        ...plot.lines.map(({ label, colour, dash, values }): import('uplot').Series => ({
          label,
          stroke: () => themeColour(`s${colour}`),
          width: 2,
          dash: dash === '' ? [] : dash.split(' ').map(Number),
          points: lonelyPoints(colour, values),
        })),
      ],
      plugins: [
        framePlugin({ fromS: 0, toS: last, phases: [], faults: [], holds: [], marks: [] }, limits, 'ms'),
        beyondPlugin(plot.lines, true),
      ],
      hooks: {
        setCursor: [
          (u) => {
            const { idx, left, top } = u.cursor;
            if (idx === null || idx === undefined || left === undefined || top === undefined || left < 0) return tip.hide();
            const rows = plot.lines.flatMap(({ label, values }, line): [string, string][] => {
              const value = values[idx];
              if (value === null || value === undefined || u.series[line + 1]?.show === false) return [];
              return [[label, value === -1 ? '▲ among the failures' : valueText(value, 'ms')]];
            });
            return tip.show(`p${Number(((plot.shares[idx] ?? 0) * 100).toPrecision(5))}`, rows, left + 62, top);
          },
        ],
      },
    },
    [plot.shares.map(nines), ...plot.lines.map(({ values }) => values.map((value) => (value === -1 ? plot.maxMs : value)))],
    box,
  );
}
