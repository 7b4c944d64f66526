/** One line of the table. */
export interface Finding {
  readonly row: string;
  readonly what: string;
  readonly figures: Readonly<Record<string, number | string | null>>;
  /** What the issue asks for; '' where the figures are only reported. */
  readonly must: string;
  /** `null`: nothing is asked, or it could not be told (see `note`). */
  readonly met: boolean | null;
  readonly note?: string;
}

export function formatFinding({ what, figures, must, met, note }: Finding): string {
  const shown = Object.entries(figures).map(([name, value]) => `${name} ${formatFigure(value)}`);
  const verdict = met === null ? (must === '' ? 'reported' : 'not told') : met ? 'met' : 'MISSED';
  const lines = [`${what.padEnd(46)} ${shown.join(' · ')}`];
  if (must !== '') lines.push(`    must: ${must} → ${verdict}`);
  if (note !== undefined) lines.push(`    ${note}`);
  return lines.join('\n');
}

function formatFigure(value: number | string | null): string {
  if (value === null) return '–';
  if (typeof value === 'string') return value;
  if (!Number.isFinite(value)) return '–';
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}
