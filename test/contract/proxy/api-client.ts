/** As much of any answer's shape as the suite looks at. */
export interface JsonAnswer {
  readonly [key: string]: unknown;
  readonly name?: string;
  readonly listen?: string;
}

/** What a server answered, body and all. */
export interface ApiAnswer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly json: JsonAnswer;
}

export interface ProxyHandle {
  readonly name: string;
  readonly port: number;
}

let counter = 0;

/** A bare HTTP client for the API: the suite looks at what the server says, not at what a client library makes of it. */
export class ApiClient {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<ApiAnswer> {
    const text = typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body);
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { 'user-agent': 'conformance', ...headers },
      ...(text === undefined ? {} : { body: text }),
      signal: AbortSignal.timeout(30_000),
    });
    const answer = await response.text();
    return { status: response.status, type: response.headers.get('content-type') ?? '', text: answer, json: parse(answer) };
  }

  /** A proxy of a fresh name in front of a port. */
  async proxyTo(upstreamPort: number): Promise<ProxyHandle> {
    counter += 1;
    const name = `conformance-${process.pid}-${counter}`;
    const { status, text, json } = await this.call('POST', '/proxies', {
      name,
      listen: '127.0.0.1:0',
      upstream: `127.0.0.1:${upstreamPort}`,
    });
    if (status !== 201) throw new Error(text);
    return { name, port: Number(/:(\d+)$/.exec(json.listen ?? '')?.[1]) };
  }

  async addToxic(proxy: ProxyHandle, toxic: Record<string, unknown>): Promise<string> {
    const { status, text, json } = await this.call('POST', `/proxies/${proxy.name}/toxics`, toxic);
    if (status !== 200) throw new Error(text);
    return json.name ?? '';
  }

  async updateToxic(proxy: ProxyHandle, name: string, change: Record<string, unknown>): Promise<void> {
    const { status, text } = await this.call('POST', `/proxies/${proxy.name}/toxics/${name}`, change);
    if (status !== 200) throw new Error(text);
  }

  async removeToxic(proxy: ProxyHandle, name: string): Promise<void> {
    const { status, text } = await this.call('DELETE', `/proxies/${proxy.name}/toxics/${name}`);
    if (status !== 204) throw new Error(text);
  }
}

function parse(text: string): JsonAnswer {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
