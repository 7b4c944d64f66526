/** A container’s process on the engine’s machine. */
export interface AskedProcess {
  readonly container: string;
  readonly pid: number;
  /** `null`: not known yet, only looked at. */
  readonly startTime: string | null;
}

const SIGNAL = /^SIG[A-Z0-9]+$/u;
const CONTAINER = /^[0-9a-f]{64}$/u;

/**
 * Shell that signals a process on the engine's machine, or says why not (SEMANTICS, Undo): it goes *into* the process's folder in /proc,
 * which stays that process's whoever gets the number next, and checks there that the cgroup names the container's full ID and that the
 * start time is the recorded one. Prints `sent`, `is <start time>` (without a signal), `gone`, or `not <why>`.
 */
export function hostSignalScript({ container, pid, startTime }: AskedProcess, name: string | null): string {
  if (!CONTAINER.test(container)) throw new Error(`${container} is not a full container ID`);
  if (!Number.isSafeInteger(pid) || pid < 2) throw new Error(`${pid} is not a process to signal`);
  if (name !== null && !SIGNAL.test(name)) throw new Error(`${name} is not a signal`);
  if (startTime !== null && !/^\d+$/u.test(startTime)) throw new Error(`${startTime} is not a start time`);
  return [
    `cd /proc/${pid} 2>/dev/null || { echo gone; exit; }`,
    `grep -q ${container} cgroup 2>/dev/null || { [ -r stat ] && echo "not of that container any more: $(cat cgroup 2>/dev/null)" || echo gone; exit; }`,
    // The name (field 2) may hold spaces and brackets; the start time is the 20th field after it.
    'stat=$(cat stat 2>/dev/null) || { echo gone; exit; }',
    'set -- ${stat##*) }',
    '[ "$1" = Z ] && { echo gone; exit; }',
    'shift 19',
    ...(startTime === null
      ? []
      : [`[ "$1" = ${startTime} ] || { echo "not the recorded process: it started at $1, not at ${startTime}"; exit; }`]),
    name === null ? 'echo "is $1"' : `kill -${name.slice(3)} ${pid} 2>/dev/null && echo sent || echo gone`,
  ].join('\n');
}
