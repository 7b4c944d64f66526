import { ancestorsOf, isThere } from '../os-process/ancestors.ts';

const CHECK_MS = 500;

/**
 * Calls `onGone` when a process dies that this one was started by, at however many removes: a cancelled CI job signals its entry
 * process, a shell that tells nobody, and kills it 10 s later; `npm` killed leaves us alive with another parent. Only where somebody
 * waits for that process: behind npm, and in CI. Elsewhere a run may well outlive the shell that started it. Returns the function that
 * stops watching.
 */
export function watchParents(env: Readonly<Record<string, string | undefined>>, onGone: () => void): () => void {
  const behindNpm = env['npm_lifecycle_event'] !== undefined || env['npm_command'] !== undefined;
  if (!behindNpm && !isCi(env['CI'])) return () => undefined;
  const parent = process.ppid;
  let ancestors: readonly number[] = [];
  void ancestorsOf(process.pid).then(
    (found) => (ancestors = found),
    () => undefined,
  );
  const timer = setInterval(() => {
    if (process.ppid === parent && ancestors.every(isThere)) return;
    clearInterval(timer);
    onGone();
  }, CHECK_MS);
  timer.unref();
  return () => clearInterval(timer);
}

function isCi(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== 'false' && value !== '0';
}
