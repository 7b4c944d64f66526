const CHART_HEIGHT = 250;
const SYNC = 'run';

interface LiveChart {
  readonly plot: UPlot;
  readonly box: HTMLElement;
  /** Whether its x axis is the run's time. */
  readonly timed: boolean;
}

function axes(unit: string): import('uplot').Axis[] {
  const common = {
    stroke: () => themeColour('muted'),
    font: '11px system-ui, sans-serif',
    ticks: { show: false },
    grid: { stroke: () => themeColour('line'), width: 1 },
  };
  return [
    {
      ...common,
      grid: { show: false },
      size: 28,
      values: (_u, splits) => splits.map(clockText),
      incrs: [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200],
    },
    { ...common, size: 62, values: (_u, splits) => splits.map((split) => (split === null ? '' : valueText(split, unit))) },
  ];
}

/** Fewer on a logarithmic axis than the library would draw: 1, 2 and 5 of each ten. */
function logSplits(min: number, max: number): number[] {
  const splits: number[] = [];
  for (let power = 10 ** Math.floor(Math.log10(min)); power <= max * 1.001; power *= 10) {
    for (const step of [1, 2, 5]) if (step * power >= min * 0.999 && step * power <= max * 1.001) splits.push(step * power);
  }
  return splits.length <= 8 ? splits : splits.filter((split) => Math.abs(Math.log10(split) % 1) < 1e-6);
}

function timeOptions(
  frame: FrameData,
  unit: string,
  box: HTMLElement,
): Pick<import('uplot').Options, 'width' | 'height' | 'padding' | 'legend' | 'cursor'> {
  return {
    width: box.clientWidth,
    height: CHART_HEIGHT,
    padding: [22, 22, 0, 0],
    legend: { show: false },
    cursor: { sync: { key: SYNC, scales: ['x', null] }, drag: { x: true, y: false, setScale: true }, points: { size: 7 }, y: false },
  };
}

/** Lines over the run's time. −1 is drawn at the top, and told as what it is. */
function lineChart(chart: ChartData, data: PageData, box: HTMLElement): UPlot {
  const spans = data.spans[chart.spans];
  if (spans === undefined) throw new Error(`no spans for ${chart.id}`);
  const xs = spans.from.map((from, index) => from + (spans.width[index] ?? 1) / 2);
  const tip = new Tip(box);
  const shown = chart.lines.map(({ values }) => values.map((value) => (value === -1 ? chart.max : value)));
  const axisPair = axes(chart.unit);
  const [xAxis, yAxis] = [axisPair[0] ?? {}, axisPair[1] ?? {}];
  const log = chart.scale === 'log';
  return new uPlot(
    {
      ...timeOptions(data.frame, chart.unit, box),
      scales: {
        x: {
          time: false,
          range: (_u, min, max) => [Math.max(min ?? 0, data.frame.fromS), Math.min(max ?? data.frame.toS, data.frame.toS)],
        },
        y: { distr: log ? 3 : 1, log: 10, range: () => [chart.min, chart.max] },
      },
      axes: [xAxis, log ? { ...yAxis, splits: () => logSplits(chart.min, chart.max), filter: (_u, splits) => splits } : yAxis],
      series: [
        {},
        ...chart.lines.map(({ label, colour, dash, fill, values }): import('uplot').Series => ({
          label,
          stroke: () => themeColour(`s${colour}`),
          width: 1.8,
          dash: dash === '' ? [] : dash.split(' ').map(Number),
          points: lonelyPoints(colour, values),
          spanGaps: false,
          ...(fill ? { fill: () => `${themeColour(`s${colour}`)}24` } : {}),
        })),
      ],
      plugins: [framePlugin(data.frame, chart.limits, chart.unit), beyondPlugin(chart.lines)],
      hooks: {
        setCursor: [
          (u) => {
            const index = u.cursor.idx;
            const { left, top } = u.cursor;
            if (index === null || index === undefined || left === undefined || top === undefined || left < 0 || !isOver(u))
              return tip.hide();
            const rows = chart.lines.flatMap(({ label, values }, line): [string, string][] => {
              const value = values[index];
              if (value === null || value === undefined || u.series[line + 1]?.show === false) return [];
              return [[label, value === -1 ? '▲ among the failures' : valueText(value, chart.unit)]];
            });
            const from = spans.from[index] ?? 0;
            return tip.show(`${clockText(from)} – ${clockText(from + (spans.width[index] ?? 1))}`, rows, left + 62, top);
          },
        ],
      },
    },
    [xs, ...shown],
    box,
  );
}

/** Of charts whose cursors move together, only the one under the pointer says what it sees. */
function isOver(u: UPlot): boolean {
  return u.over.matches(':hover');
}
