import { escapeControls } from '../words/escape-controls.ts';

export interface MetricFamily<Sample = TimedSample> {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'info' | 'stateset';
  readonly unit?: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

export interface MetricSample {
  /** After the family's name: `_total` of a counter, `_info` of an info. */
  readonly suffix?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Without a time, nothing can be backfilled. */
export interface TimedSample extends MetricSample {
  /** Unix time in seconds. */
  readonly atS: number;
}

export function takenAt(atS: number, families: readonly MetricFamily<MetricSample>[]): MetricFamily[] {
  return families.map((family) => ({ ...family, samples: family.samples.map((sample) => ({ ...sample, atS })) }));
}

/** OpenMetrics 1.0 text of some families, which must not be empty of samples to appear. */
export function renderFamilies(families: readonly MetricFamily[]): string {
  const lines = families.filter(({ samples }) => samples.length > 0).flatMap(familyLines);
  return `${[...lines, '# EOF'].join('\n')}\n`;
}

function familyLines({ name, type, unit, help, samples }: MetricFamily): string[] {
  return [
    `# TYPE ${name} ${type}`,
    ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`]),
    `# HELP ${name} ${escapeText(help)}`,
    ...samples.map(({ suffix = '', labels, value, atS }) => `${name}${suffix}${labelText(labels)} ${numberText(value)} ${atS.toFixed(3)}`),
  ];
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}="${escapeText(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/** Line ends as the format has them; other control characters, which it would let through, spelled out. */
function escapeText(text: string): string {
  const lines = text.split('\n').map((line) =>
    escapeControls(line)
      .replaceAll('\\', '\\\\')
      .replaceAll('"', String.raw`\"`),
  );
  return lines.join(String.raw`\n`);
}

function numberText(value: number): string {
  if (value === Infinity) return '+Inf';
  return Number.isNaN(value) ? 'NaN' : String(value);
}
