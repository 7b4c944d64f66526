/** What is asked of an agent: one JSON text a line on its stdin. */
export type AgentRequest =
  /** A call to the fault proxy that it runs. */
  | { readonly ask: 'api'; readonly method: string; readonly path: string; readonly body: string | null }
  /** Something that it does in its network; `task` is for whoever wrote the agent to know. */
  | { readonly ask: 'task'; readonly task: unknown };

export type AgentQuestion = AgentRequest & { readonly id: number };

/** What it answers, in any order: one JSON text a line on its stdout. */
export type AgentAnswer = { readonly id: number } & ({ readonly ok: unknown } | { readonly error: string });

/** A message as a line. `readline` ends one at U+2028 and U+2029 as well, which JSON leaves as they are; they can only be in its strings. */
export function jsonLine(message: AgentQuestion | AgentAnswer): string {
  const text = JSON.stringify(message)
    .replaceAll('\u2028', String.raw`\u2028`)
    .replaceAll('\u2029', String.raw`\u2029`);
  return `${text}\n`;
}

/** A line that an agent said. Throws for what is no answer. */
export function parseAnswer(line: string): AgentAnswer {
  const said: unknown = JSON.parse(line);
  if (isObject(said) && typeof said['id'] === 'number') {
    const { id, ok, error } = said;
    return typeof error === 'string' ? { id, error } : { id, ok };
  }
  throw new Error(`no answer of an agent: ${line.slice(0, 200)}`);
}

/** A line that an agent was asked. Throws for what is no question. */
export function parseQuestion(line: string): AgentQuestion {
  const asked: unknown = JSON.parse(line);
  if (isObject(asked) && typeof asked['id'] === 'number') {
    const { id, ask, method, path, body, task } = asked;
    if (ask === 'task') return { id, ask, task };
    if (ask === 'api' && typeof method === 'string' && typeof path === 'string')
      return { id, ask, method, path, body: typeof body === 'string' ? body : null };
  }
  throw new Error(`no question for an agent: ${line.slice(0, 200)}`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** The answer to an `api` call. */
export interface ApiReply {
  readonly status: number;
  readonly text: string;
}

/** The line that it begins with. */
export const AGENT_READY = '{"ready":true}';
