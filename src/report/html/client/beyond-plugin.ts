/**
 * ▲ at the upper edge for each −1, a percentile among the failures; one where they would touch. `first`: only the first of a line, which
 * stays up there.
 */
function beyondPlugin(lines: readonly LineData[], first = false): import('uplot').Plugin {
  function draw(u: UPlot): void {
    const { ctx, bbox } = u;
    const [half, height] = [3.5 * devicePixelRatio, 6 * devicePixelRatio];
    ctx.save();
    lines.forEach(({ colour, values }, line) => {
      if (u.series[line + 1]?.show === false) return;
      ctx.fillStyle = themeColour(`s${colour}`);
      ctx.beginPath();
      let before = -Infinity;
      for (const x of placesBeyond(u, values, first)) {
        if (x < bbox.left || x > bbox.left + bbox.width || x - before < 2 * half) continue;
        before = x;
        ctx.moveTo(x, bbox.top);
        ctx.lineTo(x + half, bbox.top + height);
        ctx.lineTo(x - half, bbox.top + height);
      }
      ctx.fill();
    });
    ctx.restore();
  }

  return { hooks: { draw } };
}

function placesBeyond(u: UPlot, values: LineData['values'], first: boolean): number[] {
  const all = values.flatMap((value, index) => (value === -1 ? index : []));
  return (first ? all.slice(0, 1) : all).map((index) => u.valToPos(u.data[0][index] ?? 0, 'x', true));
}
