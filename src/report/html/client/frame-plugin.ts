/** Fault bands, holds, phase boundaries and limits behind the data; marks of what failed above it. */
function framePlugin(frame: FrameData, limits: readonly LimitData[], unit: string, headroom = 0): import('uplot').Plugin {
  function edges(u: UPlot, fromS: number, toS: number): [left: number, right: number] {
    const { left, width } = u.bbox;
    const clamp = (x: number): number => Math.min(Math.max(x, left), left + width);
    return [clamp(u.valToPos(fromS, 'x', true)), clamp(u.valToPos(toS, 'x', true))];
  }

  function behind(u: UPlot): void {
    const { ctx, bbox } = u;
    const { top, height } = bbox;
    ctx.save();
    for (const { label, fromS, toS } of frame.faults) {
      const [left, right] = edges(u, fromS, toS);
      if (right <= left) continue;
      ctx.fillStyle = themeColour('band');
      ctx.globalAlpha = 0.28;
      ctx.fillRect(left, top, right - left, height);
      hatch(ctx, left, top, right - left, height);
      ctx.globalAlpha = 1;
      ctx.fillStyle = themeColour('band-edge');
      ctx.fillRect(left, top, right - left, 2 * devicePixelRatio);
      text(ctx, label, left + 6 * devicePixelRatio, top + (14 + headroom) * devicePixelRatio, themeColour('warn'), right - left);
    }
    for (const { fromS, toS } of frame.holds) {
      const [left, right] = edges(u, fromS, toS);
      if (right <= left) continue;
      const floor = top + height;
      ctx.fillStyle = themeColour('muted');
      ctx.fillRect(left, floor - 3 * devicePixelRatio, right - left, 3 * devicePixelRatio);
      text(ctx, 'held', left + 5 * devicePixelRatio, floor - 7 * devicePixelRatio, themeColour('muted'), right - left);
    }
    for (const { name, fromS, toS } of frame.phases) {
      const [left, right] = edges(u, fromS, toS);
      if (right <= left) continue;
      ctx.fillStyle = themeColour('strong-line');
      ctx.fillRect(left, top - 14 * devicePixelRatio, devicePixelRatio, height + 14 * devicePixelRatio);
      text(ctx, name, left + 5 * devicePixelRatio, top - 5 * devicePixelRatio, themeColour('muted'), right - left);
    }
    ctx.restore();
  }

  function above(u: UPlot): void {
    const { ctx, bbox } = u;
    ctx.save();
    const heights = limits.map(({ value }) => u.valToPos(value, 'y', true));
    const baselines = stackedBaselines(heights, bbox.top);
    limits.forEach(({ label, value, from }, index) => {
      const y = heights[index] ?? 0;
      if (y < bbox.top || y > bbox.top + bbox.height) return;
      ctx.strokeStyle = themeColour('bad');
      ctx.lineWidth = devicePixelRatio;
      ctx.setLineDash([6 * devicePixelRatio, 3 * devicePixelRatio]);
      const [left] = edges(u, from ?? -Infinity, Infinity);
      ctx.beginPath();
      ctx.moveTo(left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
      if (typeof from === 'number' && left > bbox.left) diamond(ctx, left, y, themeColour('bad'));
      const right = bbox.left + bbox.width - 4;
      halo(ctx, `${label} ${valueText(value, unit)}`, right, baselines[index] ?? y, bbox.width);
    });
    ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
    ctx.strokeStyle = themeColour('mark');
    ctx.lineWidth = 1.5 * devicePixelRatio;
    for (const { atS } of frame.marks) {
      const x = u.valToPos(atS, 'x', true);
      if (x < bbox.left || x > bbox.left + bbox.width) continue;
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }
    ctx.restore();
  }

  return { hooks: { drawClear: behind, draw: above } };
}

function hatch(ctx: CanvasRenderingContext2D, left: number, top: number, width: number, height: number): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  ctx.setLineDash([]);
  ctx.globalAlpha = 0.22;
  ctx.strokeStyle = themeColour('band-edge');
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  const step = 7 * devicePixelRatio;
  for (let x = left - height; x < left + width; x += step) {
    ctx.moveTo(x, top + height);
    ctx.lineTo(x + height, top);
  }
  ctx.stroke();
  ctx.restore();
}

function diamond(ctx: CanvasRenderingContext2D, x: number, y: number, colour: string): void {
  const half = 4 * devicePixelRatio;
  ctx.fillStyle = colour;
  ctx.beginPath();
  ctx.moveTo(x - half, y);
  ctx.lineTo(x, y - half);
  ctx.lineTo(x + half, y);
  ctx.lineTo(x, y + half);
  ctx.fill();
}

/** Not where it would not fit. Alignment is set, as of a redraw the library's own for its axes still stands. */
function text(
  ctx: CanvasRenderingContext2D,
  words: string,
  x: number,
  y: number,
  colour: string,
  room: number,
  align: 'left' | 'right' = 'left',
): void {
  ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.textAlign = align;
  ctx.textBaseline = 'alphabetic';
  if (ctx.measureText(words).width > room - 8 * devicePixelRatio) return;
  ctx.fillStyle = colour;
  ctx.fillText(words, x, y);
}

const LIMIT_LINE = 13;

/** Where each limit's name stands: above it, higher where those below need the room, lower where the plot ends. */
function stackedBaselines(heights: readonly number[], top: number): number[] {
  const wanted = heights.map((y) => y - 4 * devicePixelRatio);
  const fromBelow = wanted.map((_, index) => index).toSorted((a, b) => (wanted[b] ?? 0) - (wanted[a] ?? 0));
  const placed = [...wanted];
  let below = Infinity;
  for (const index of fromBelow) placed[index] = below = Math.min(wanted[index] ?? 0, below - LIMIT_LINE * devicePixelRatio);
  let above = top - 4 * devicePixelRatio;
  for (const index of fromBelow.toReversed()) placed[index] = above = Math.max(placed[index] ?? 0, above + LIMIT_LINE * devicePixelRatio);
  return placed;
}

/** A limit's name, read over the lines that it stands on. */
function halo(ctx: CanvasRenderingContext2D, words: string, right: number, y: number, room: number): void {
  ctx.save();
  ctx.setLineDash([]);
  ctx.lineWidth = 3 * devicePixelRatio;
  ctx.lineJoin = 'round';
  ctx.strokeStyle = themeColour('card');
  ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.textAlign = 'right';
  ctx.textBaseline = 'alphabetic';
  ctx.strokeText(words, right, y);
  ctx.restore();
  text(ctx, words, right, y, themeColour('bad'), room, 'right');
}
