import { parseJson } from '../../scenario/parse-json.ts';
import type { ResponseView } from '../../scenario/response-view.ts';
import type { KeptResponse } from '../kept-response.ts';

const decoder = new TextDecoder();

/** A kept response, decoded when it is first asked for. */
export class KeptView implements ResponseView {
  readonly #kept: KeptResponse;
  #text: string | null = null;
  #parsed = false;
  #json: unknown;

  constructor(kept: KeptResponse) {
    this.#kept = kept;
  }

  header(name: string): string | null {
    return this.#kept.header(name);
  }

  get text(): string {
    return (this.#text ??= decoder.decode(this.#kept.body));
  }

  get json(): unknown {
    if (!this.#parsed) this.#json = parsed(this.text);
    this.#parsed = true;
    return this.#json;
  }
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
