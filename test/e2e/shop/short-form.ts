import { parseManifest } from '../../../src/manifest/parse-manifest.ts';
import type { SloSpec } from '../../../src/manifest/experiment.ts';

/**
 * What of an experiment's time its SLOs do not need, as `--set` flags. 98 % are decided by 189 arrivals of which none is bad, and by 277 of which
 * one is. One load alone is sent somewhat faster, and decided the sooner; not to a gateway that is short of CPU, which is sent less. Faults that follow
 * one another keep their time.
 */
export function shortForm(text: string, folder: string): string[] {
  const parsed = parseManifest(text, { file: 'experiment.yaml', folder, env: {}, set: [] });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { faults, slos, load } = parsed.experiment;
  const isThrottled = faults.some(({ settings: { type } }) => type === 'cpu_throttle');
  const isFaster = load.length === 1 && !faults.some(({ settings: { type } }) => type.startsWith('cpu_'));
  const settings = {
    ...(isFaster ? { 'load.0.rate': '80/s' } : {}),
    'phases.warmup': '500ms',
    'phases.baseline': isThrottled ? '6s' : isFaster ? '3500ms' : '4s',
    ...(faults.some(({ atMs }) => atMs > 0) ? {} : { 'phases.fault': isThrottled ? '8s' : isFaster ? '5s' : '6s' }),
    'phases.recovery': recoveryOf(slos),
  };
  return Object.entries(settings).flatMap(([path, value]) => ['--set', `${path}=${value}`]);
}

function recoveryOf(slos: readonly SloSpec[]): string {
  const judged = slos.filter(({ phase }) => phase === 'recovery');
  if (judged.length === 0) return '500ms';
  // A recovery that may begin with half a second of failures takes some more to be told from one that fails.
  return judged.some(({ expression }) => expression.metric.kind === 'probe') ? '6s' : '10s';
}
