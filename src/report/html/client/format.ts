function clockText(totalS: number): string {
  const seconds = Math.round(totalS);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = String(seconds % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

function valueText(value: number, unit: string): string {
  const short = Number(value.toPrecision(3));
  if (unit === 'ms') return value >= 1000 ? `${Number((value / 1000).toPrecision(3))} s` : `${short} ms`;
  if (unit === 'per_second') return `${short}/s`;
  if (unit === 'ratio') return `${Number((value * 100).toPrecision(3))}%`;
  if (unit === 'bytes') return inMebibytes(value);
  return String(short);
}

/** As the page itself has it. */
function inMebibytes(bytes: number): string {
  const mib = bytes / 2 ** 20;
  return `${mib < 1000 ? Number(mib.toPrecision(3)) : Math.round(mib)} MiB`;
}

/** A colour of the page's theme, as it is now. */
function themeColour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
