/** A process of a container, and its soft limit of open files. */
export interface LimitedProcess {
  /** Among the container's processes. */
  readonly pid: number;
  /** Field 22 of /proc/<pid>/stat: tells it from another that gets its number. */
  readonly startTime: string;
  /** `uid:gid`: only who is the same one may change its limits, or who may change anybody's. */
  readonly user: string;
  readonly soft: number;
  readonly hard: number;
}

const ID = /^[0-9a-f]{64}$/u;
/** As /proc/<pid>/limits has it. */
const UNLIMITED = 'unlimited';
const MOST = 2 ** 31 - 1;

/** Shell that calls `each` with pid, start time, soft and hard limit and `uid:gid` of every process that is of the container, and not of ours. */
function forEachProcess(container: string): string[] {
  if (!ID.test(container)) throw new Error(`${container} is not a full container ID`);
  return [
    'for p in /proc/[0-9]*; do',
    `  grep -qE '(:pids:|^0::).*${container}' $p/cgroup 2>/dev/null || continue`,
    '  stat=$(cat $p/stat 2>/dev/null) || continue',
    '  set -- ${stat##*) }',
    '  [ "$1" = Z ] && continue',
    '  shift 19; start=$1; uid=; gid=',
    '  while read -r key own rest; do case $key in Uid:) uid=$own ;; Gid:) gid=$own ;; esac; done <$p/status',
    '  while read -r a b c soft hard rest; do',
    '    [ "$a $b $c" = "Max open files" ] && each ${p#/proc/} $start $soft $hard $uid:$gid',
    '  done <$p/limits',
    'done',
  ];
}

/** What `parseProcesses` reads. */
export function listScript(container: string): string {
  return ['command -v prlimit >/dev/null || echo no-prlimit', 'each() { echo "process $*"; }', ...forEachProcess(container)].join('\n');
}

/** Lowers the soft limit of those of this user that have more. */
export function lowerScript(container: string, limit: number, user: string): string {
  const lower = `prlimit --pid $1 --nofile=${limit}: || [ ! -d /proc/$1 ] || echo "failed $1"`;
  return [
    `each() { [ "$5" != ${user} ] || { [ "$3" != unlimited ] && [ "$3" -le ${limit} ]; } || { ${lower}; }; }`,
    ...forEachProcess(container),
  ].join('\n');
}

/**
 * Gives those of this user back what each had; those that began since with our limit get what the first process had. Then once more, for
 * those that were forked meanwhile, and looks who still has it: those of other users are told as `other uid:gid`.
 */
export function giveBackScript(container: string, limit: number, user: string, had: readonly LimitedProcess[]): string {
  const first = had.find(({ pid }) => pid === 1) ?? had[0];
  const walk = forEachProcess(container);
  return [
    'act=give',
    'each() {',
    `  [ "$3" = ${limit} ] || return 0`,
    '  case "$1 $2" in',
    ...had.map(({ pid, startTime, soft }) => `    "${pid} ${Number(startTime)}") to=${soft} ;;`),
    `    *) to=${first?.soft ?? limit} ;;`,
    '  esac',
    '  [ "$4" = unlimited ] || [ "$to" -le "$4" ] || to=$4',
    '  [ "$to" != "$3" ] && [ -d /proc/$1 ] || return 0',
    `  [ "$5" = ${user} ] || { [ $act = give ] || echo "other $5"; return; }`,
    '  [ $act = give ] || { echo "left $1"; return; }',
    '  prlimit --pid $1 --nofile=$to: || [ ! -d /proc/$1 ] || echo "failed $1"',
    '}',
    ...walk,
    ...walk,
    'act=look',
    ...walk,
  ].join('\n');
}

/** Whose processes they are. */
export function usersOf(processes: readonly LimitedProcess[]): readonly string[] {
  return [...new Set(processes.map(({ user }) => user))].toSorted();
}

/** Who is named in what a script that gives back said, and what else it said. */
export function parseOthers(text: string): { readonly others: readonly string[]; readonly rest: string } {
  const others = [...text.matchAll(/^other (\d+:\d+)$/gmu)].flatMap(([, user]) => user ?? []);
  return { others: [...new Set(others)].toSorted(), rest: text.replaceAll(/^other .*$/gmu, '').trim() };
}

/** Pure. */
export function parseProcesses(text: string): { readonly processes: readonly LimitedProcess[]; readonly hasTool: boolean } {
  const number = (word = ''): number => (word === UNLIMITED ? MOST : Number(word));
  const processes = [...text.matchAll(/^process (\d+) (\d+) (\w+) (\w+) (\d+:\d+)$/gmu)].map(
    ([, pid, startTime = '', soft, hard, user = '']) => ({
      pid: Number(pid),
      startTime,
      user,
      soft: number(soft),
      hard: number(hard),
    }),
  );
  return { processes, hasTool: !/^no-prlimit$/mu.test(text) };
}
