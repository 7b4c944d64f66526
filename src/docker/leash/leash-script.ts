export interface LeashCommand {
  /** A shell command that lives as long as its stdin: `nft -i`, `sh`. */
  readonly command: string;
  /** Ends it even where the connection hangs. */
  readonly ttlMs: number;
  /** Run when it has ended, for what the kernel does not take back by itself. */
  readonly after?: string;
}

/**
 * What PID 1 of a helper runs: the command on our connection, ended at end-of-file or when its time is up. The shell stays PID 1, since
 * nothing inside can kill that one (`timeout` could not); when it ends, the kernel ends everything else in the container.
 */
export function leashScript({ command, ttlMs, after }: LeashCommand): string {
  const seconds = Math.ceil(ttlMs / 1000);
  return [
    // A background job gets /dev/null as stdin, unless it is told otherwise.
    'exec 3<&0',
    // One pipe for both, so that an error comes before what was printed after it.
    `${command} <&3 3<&- 2>&1 & held=$!`,
    `(exec 3<&- </dev/null >/dev/null 2>&1; trap 'kill $nap; wait $nap; exit' TERM; sleep ${seconds} & nap=$!; wait $nap; kill -9 $held) & timer=$!`,
    'wait $held',
    ...(after === undefined ? [] : [`${after} >/dev/null 2>&1`]),
    // Among another container's processes, whatever we leave behind would be that one's first process's to bury.
    'kill $timer 2>/dev/null; wait $timer',
    'exit 0',
  ].join('\n');
}
