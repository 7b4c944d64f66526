const FAILED_ROW = 14;

/** Each cell's strength is the square root of its share, so that a tail of one in a hundred is seen. */
function heatMapChart(heat: HeatData, data: PageData, box: HTMLElement): UPlot {
  const tip = new Tip(box);
  const lowest = heat.edgesMs[0] ?? 1;
  const highest = heat.edgesMs.at(-1) ?? 10;
  const xs = heat.columns.map(([from = 0, to = 1]) => (from + to) / 2);
  const axisPair = axes('ms');
  const [xAxis, yAxis] = [axisPair[0] ?? {}, axisPair[1] ?? {}];
  // A name too close below that of the failures' row would run into it.
  const splits = logSplits(lowest, highest).filter((split) => split * (highest / lowest) ** (FAILED_ROW / 190 / 2) < highest);

  function draw(u: UPlot): void {
    const { ctx, bbox } = u;
    ctx.save();
    const labelY = bbox.top + (FAILED_ROW - 3) * devicePixelRatio;
    text(ctx, 'failed', bbox.left - 5 * devicePixelRatio, labelY, themeColour('muted'), bbox.left, 'right');
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    const [cellColour, failedColour] = [themeColour('s1'), themeColour('bad')];
    for (const [from = 0, to = 1, total = 1, failed = 0, ...cells] of heat.columns) {
      const left = u.valToPos(from, 'x', true);
      const right = u.valToPos(to, 'x', true);
      if (right < bbox.left || left > bbox.left + bbox.width) continue;
      ctx.fillStyle = cellColour;
      for (let index = 0; index < cells.length; index += 2) {
        const row = cells[index] ?? 0;
        const bottom = u.valToPos(heat.edgesMs[row] ?? lowest, 'y', true);
        const top = u.valToPos(heat.edgesMs[row + 1] ?? highest, 'y', true);
        ctx.globalAlpha = strength((cells[index + 1] ?? 0) / total);
        ctx.fillRect(left, top, right - left, bottom - top);
      }
      if (failed === 0) continue;
      ctx.fillStyle = failedColour;
      ctx.globalAlpha = strength(failed / total);
      ctx.fillRect(left, bbox.top, right - left, FAILED_ROW * devicePixelRatio);
    }
    ctx.restore();
  }

  return new uPlot(
    {
      ...timeOptions(data.frame, 'ms', box),
      scales: {
        x: {
          time: false,
          range: (_u, min, max) => [Math.max(min ?? 0, data.frame.fromS), Math.min(max ?? data.frame.toS, data.frame.toS)],
        },
        // Room above for the failures.
        y: { distr: 3, log: 10, range: () => [lowest, highest * (highest / lowest) ** (FAILED_ROW / 190)] },
      },
      axes: [xAxis, { ...yAxis, splits: () => splits, filter: (_u, all) => all, grid: { show: false } }],
      series: [{}, { label: 'requests', paths: () => null, points: { show: false } }],
      plugins: [framePlugin(data.frame, [], 'ms', FAILED_ROW)],
      hooks: {
        drawAxes: [draw],
        setCursor: [
          (u) => {
            const { idx, left, top } = u.cursor;
            const column = idx === null || idx === undefined ? undefined : heat.columns[idx];
            if (column === undefined || left === undefined || top === undefined || left < 0 || !isOver(u)) return tip.hide();
            return tip.show(...heatTip(heat, column), left + 62, top);
          },
        ],
      },
    },
    [xs, xs.map(() => lowest)],
    box,
  );
}

function strength(share: number): number {
  return 0.08 + 0.92 * Math.sqrt(Math.min(1, share));
}

/** The fullest rows of a moment. */
function heatTip(heat: HeatData, [from = 0, to = 1, total = 0, failed = 0, ...cells]: readonly number[]): [string, [string, string][]] {
  const rows = Array.from({ length: cells.length / 2 }, (_, index) => ({ row: cells[2 * index] ?? 0, count: cells[2 * index + 1] ?? 0 }));
  const fullest = rows
    .toSorted((a, b) => b.count - a.count)
    .slice(0, 5)
    .toSorted((a, b) => b.row - a.row);
  const said = fullest.map(({ row, count }): [string, string] => [
    `${valueText(heat.edgesMs[row] ?? 0, 'ms')} – ${valueText(heat.edgesMs[row + 1] ?? 0, 'ms')}`,
    String(count),
  ]);
  return [
    `${clockText(from)} – ${clockText(to)}, ${total} requests`,
    [...(failed > 0 ? [['failed', String(failed)] as [string, string]] : []), ...said],
  ];
}
