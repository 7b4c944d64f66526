/** The busy loops of a fault in a container's cgroup, and what they used within a second. */
export interface Burners {
  readonly count: number;
  readonly cores: number;
}

/** What /proc/<pid>/stat counts CPU time in, on every architecture. */
const TICKS_PER_SECOND = 100;
const SECONDS = 1;

/** Shell for an observer among a container's processes: finds processes by an argument of theirs and by their cgroup, twice. */
export function burnersScript(container: string, tag: string): string {
  return [
    'look() { for p in /proc/[0-9]*; do',
    // v1 names controllers; v2 has one line for all.
    `  grep -qE '(^[0-9]+:([^:]*,)?cpu(,[^:]*)?:|^0::).*${container}' $p/cgroup 2>/dev/null || continue`,
    `  busybox tr '\\000' '\\n' <$p/cmdline 2>/dev/null | grep -qxF '${tag}' || continue`,
    '  stat=$(cat $p/stat 2>/dev/null) || continue',
    '  set -- "$1" ${stat##*) }',
    '  [ "$2" = Z ] && continue',
    '  echo "$1 ${p#/proc/} $((${13} + ${14}))"',
    'done; }',
    'look first',
    `sleep ${SECONDS}`,
    'look then',
  ].join('\n');
}

/** Pure. */
export function parseBurners(text: string): Burners {
  const at = (when: 'first' | 'then'): ReadonlyMap<string, number> =>
    new Map(
      [...text.matchAll(new RegExp(String.raw`^${when} (\d+) (\d+)$`, 'gmu'))].map(([, pid = '', ticks = '']) => [pid, Number(ticks)]),
    );
  const first = at('first');
  const then = at('then');
  const ticks = [...then].reduce((sum, [pid, now]) => sum + Math.max(0, now - (first.get(pid) ?? now)), 0);
  return { count: then.size, cores: ticks / TICKS_PER_SECOND / SECONDS };
}
