/** What a fault proxy says on its stdout before it goes: how many connections it had to reset. */
export function lastWords(reset: number): string {
  return JSON.stringify({ reset });
}

/** `null`: the line says something else. */
export function parseLastWords(line: string): number | null {
  const [, count] = /^\{"reset":(\d+)\}$/u.exec(line) ?? [];
  return count === undefined ? null : Number(count);
}

/** For the report: these ends are the tool's, and nothing that the system did. `whose`: `the fault proxy of api-to-redis`. */
export function resetWords(whose: string, count: number, drainMs: number): string {
  const connections = count === 1 ? '1 connection that was' : `${count} connections that were`;
  return `${whose} reset ${connections} still open ${drainMs / 1000} s after the run: by the tool, and in no SLO`;
}
