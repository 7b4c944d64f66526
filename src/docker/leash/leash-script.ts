export interface LeashCommand {
  /** A shell command that lives as long as its stdin: `nft -i`, `sh`. */
  readonly command: string;
  /** Ends it even where the connection hangs. */
  readonly ttlMs: number;
  /** Run when it has ended, for what the kernel does not take back by itself. */
  readonly after?: string;
  /** Among another container's processes: what it left behind would be that one's first process's to bury. */
  readonly amongOthers?: boolean;
}

/**
 * What PID 1 of a helper runs: the command on our connection, ended at end-of-file or when its time is up. The shell stays PID 1, since
 * nothing inside can kill that one (`timeout` could not); when it ends, the kernel ends everything else in the container.
 */
export function leashScript({ command, ttlMs, after, amongOthers = false }: LeashCommand): string {
  const seconds = Math.ceil(ttlMs / 1000);
  return [
    // A background job gets /dev/null as stdin, unless it is told otherwise.
    'exec 3<&0',
    // One pipe for both, so that an error comes before what was printed after it.
    `${command} <&3 3<&- 2>&1 & held=$!`,
    `(exec 3<&- </dev/null >/dev/null 2>&1; sleep ${seconds} && kill -9 $held) & timer=$!`,
    'wait $held',
    ...(after === undefined ? [] : [`${after} >/dev/null 2>&1`]),
    ...(amongOthers ? [BURY] : []),
    'exit 0',
  ].join('\n');
}

/**
 * Ends the timer by ending what it waits for, and stays until it is gone. A signal to the timer itself could come before it listens;
 * `cat` and `sleep` make the shell take note of children that ended.
 */
const BURY =
  'n=0; while [ $n -lt 50 ] && [ -d /proc/$timer ]; do kill $(cat /proc/$timer/task/$timer/children) 2>/dev/null; sleep 0.02; n=$((n+1)); done 2>/dev/null';
