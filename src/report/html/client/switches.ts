/** Each entry of a legend becomes a button that shows and hides its line. */
function legendSwitches(box: HTMLElement, plot: UPlot): void {
  for (const item of box.closest('figure')?.querySelectorAll<HTMLElement>('.legend li') ?? []) {
    const series = Number(item.dataset['series']) + 1;
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...item.childNodes);
    button.setAttribute('aria-pressed', 'true');
    button.addEventListener('click', () => {
      const show = button.getAttribute('aria-pressed') !== 'true';
      button.setAttribute('aria-pressed', String(show));
      plot.setSeries(series, { show });
    });
    item.replaceChildren(button);
  }
}

/** The whole run or one phase, for every chart over time at once; dragging in a chart does the same for any stretch. */
function zoomBar(frame: FrameData, zoomTo: (fromS: number, toS: number) => void): HTMLElement {
  const bar = document.createElement('div');
  bar.className = 'zoom';
  bar.setAttribute('role', 'group');
  bar.setAttribute('aria-label', 'Zoom of the charts over time');
  const label = document.createElement('span');
  label.textContent = 'Zoom';
  bar.append(label);
  const stretches = [{ name: 'whole run', fromS: frame.fromS, toS: frame.toS }, ...frame.phases];
  const buttons = stretches.map(({ name, fromS, toS }, index) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = name;
    button.dataset['from'] = String(fromS);
    button.dataset['to'] = String(toS);
    button.setAttribute('aria-pressed', String(index === 0));
    button.addEventListener('click', () => zoomTo(fromS, toS));
    return button;
  });
  bar.append(...buttons);
  return bar;
}

/** Whatever zoomed, the button of what is shown is the one that is pressed; none of a stretch that has no button. */
function pressZoom(bar: HTMLElement, shownFromS: number, shownToS: number): void {
  const isShown = ({ dataset }: HTMLElement): boolean =>
    Math.abs(Number(dataset['from']) - shownFromS) < 1e-6 && Math.abs(Number(dataset['to']) - shownToS) < 1e-6;
  for (const button of bar.querySelectorAll('button')) button.setAttribute('aria-pressed', String(isShown(button)));
}

/** Light or dark against the system's choice. Kept for the page only: a file has no place of its own to remember it. */
function themeSwitch(redraw: () => void): HTMLButtonElement {
  const root = document.documentElement;
  const isDark = (): boolean =>
    (root.dataset['theme'] ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'theme';
  const name = (): void => void (button.textContent = isDark() ? 'Light' : 'Dark');
  button.addEventListener('click', () => {
    root.dataset['theme'] = isDark() ? 'light' : 'dark';
    name();
    redraw();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    name();
    redraw();
  });
  name();
  return button;
}
