/** How far around a moment a link zooms, in seconds. */
const AROUND_S = 10;

function startPage(data: PageData): void {
  const live = new Map<string, LiveChart>();
  const bar = zoomBar(data.frame, zoomTo);
  let zoom: [fromS: number, toS: number] = [data.frame.fromS, data.frame.toS];

  const makers = new Map<string, { readonly timed: boolean; readonly make: (box: HTMLElement) => UPlot }>([
    ...data.charts.map((chart) => [chart.id, { timed: true, make: (box: HTMLElement) => lineChart(chart, data, box) }] as const),
    ...data.heats.map((heat) => [heat.id, { timed: true, make: (box: HTMLElement) => heatMapChart(heat, data, box) }] as const),
    ...data.percentiles.map((plot) => [plot.id, { timed: false, make: (box: HTMLElement) => percentileChart(plot, box) }] as const),
  ]);

  /** Dragging in one chart zooms the others, too. */
  let following = false;
  function follow(from: UPlot): void {
    const { min, max } = from.scales['x'] ?? {};
    if (following || min === undefined || min === null || max === undefined || max === null) return;
    zoomTo(min, max);
  }

  function zoomTo(fromS: number, toS: number): void {
    zoom = [fromS, toS];
    pressZoom(bar, fromS, toS);
    following = true;
    for (const { plot, timed } of live.values()) if (timed) plot.setScale('x', { min: fromS, max: toS });
    // The library sets scales in a microtask.
    queueMicrotask(() => queueMicrotask(() => (following = false)));
  }

  function enliven(box: HTMLElement): void {
    const id = box.dataset['chart'] ?? '';
    const maker = makers.get(id);
    if (maker === undefined || live.has(id)) return;
    box.classList.add('live');
    box.removeAttribute('tabindex');
    const plot = maker.make(box);
    const drawing = box.querySelector('svg.chart');
    plot.root.setAttribute('role', 'img');
    plot.root.setAttribute('aria-label', drawing?.getAttribute('aria-label') ?? id);
    live.set(id, { plot, box, timed: maker.timed });
    if (maker.timed) {
      following = true;
      plot.setScale('x', { min: zoom[0], max: zoom[1] });
      queueMicrotask(() => queueMicrotask(() => (following = false)));
      (plot.hooks['setScale'] ??= []).push((_u: UPlot, key: string) => {
        if (key === 'x') follow(plot);
      });
      plot.over.addEventListener('dblclick', () => zoomTo(data.frame.fromS, data.frame.toS));
    }
    plot.over.addEventListener('mouseleave', () => box.querySelector('.tip')?.setAttribute('hidden', ''));
    legendSwitches(box, plot);
  }

  const boxes = [...document.querySelectorAll<HTMLElement>('[data-chart]')];
  const seen = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting || !(target instanceof HTMLElement)) continue;
        seen.unobserve(target);
        enliven(target);
      }
    },
    { rootMargin: '400px' },
  );
  for (const box of boxes) seen.observe(box);

  const sizes = new ResizeObserver(() => {
    for (const { plot, box } of live.values())
      if (box.clientWidth > 0 && box.clientWidth !== plot.width) plot.setSize({ width: box.clientWidth, height: CHART_HEIGHT });
  });
  sizes.observe(document.body);

  const redraw = (): void => {
    for (const { plot } of live.values()) plot.redraw(false, true);
  };
  document.querySelector('.kicker')?.append(themeSwitch(redraw));
  document.querySelector('.charts')?.before(bar);
  for (const link of document.querySelectorAll<HTMLElement>('a[data-at]')) {
    link.addEventListener('click', () => {
      const at = Number(link.dataset['at']);
      zoomTo(Math.max(data.frame.fromS, at - AROUND_S), Math.min(data.frame.toS, at + AROUND_S));
    });
  }
}

/** The page's own data, which it was built with: taken at its word. */
function readPageData(): PageData {
  const data: unknown = JSON.parse(document.getElementById('page-data')?.textContent ?? 'null');
  if (!isPageData(data)) throw new Error('the page has no data');
  return data;
}

function isPageData(data: unknown): data is PageData {
  return typeof data === 'object' && data !== null && 'charts' in data;
}

startPage(readPageData());
