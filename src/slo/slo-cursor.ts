/** Where and why a text is no SLO expression: what a code frame needs. */
export interface SloSyntaxProblem {
  readonly message: string;
  /** Into the text, in UTF-16 units, as `String.slice` counts. */
  readonly offset: number;
  /** At least 1. */
  readonly length: number;
}

/** Ends a parse from any depth; `parseSloExpression` turns it into a result. */
export class SloSyntaxError extends Error {
  readonly problem: SloSyntaxProblem;

  constructor(problem: SloSyntaxProblem) {
    super(problem.message);
    this.name = 'SloSyntaxError';
    this.problem = problem;
  }
}

/** A piece of the text and where it stood. */
export interface Token {
  readonly text: string;
  readonly offset: number;
}

/** Reads an expression from left to right; whitespace before a token never matters. */
export class SloCursor {
  readonly text: string;
  #offset = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** `success_rate`, `p99.9`. */
  word(): Token | null {
    return this.#match(/[a-z_][\w.]*/iuy);
  }

  /** A word that may hold dashes: `connect-refused`, `orders-consistent`. */
  dashedWord(): Token | null {
    return this.#match(/[a-z0-9_][\w.-]*/iuy);
  }

  /** `"GET /cart"`, quotes and all, as in JSON. */
  quoted(): Token | null {
    return this.#match(/"(?:[^"\\]|\\.)*"/uy);
  }

  /** A run of characters that comparisons are made of, right or wrong. */
  operator(): Token | null {
    return this.#match(/[<>=!≤≥]+/uy);
  }

  /** A number with its unit: whatever stands before a space, a comma or a closing bracket. */
  quantity(): Token | null {
    return this.#match(/[^\s,()]+/uy);
  }

  /** Takes `symbol` if it comes next. */
  take(symbol: '(' | ')' | ',' | '='): boolean {
    this.#skipSpace();
    if (this.text[this.#offset] !== symbol) return false;
    this.#offset += 1;
    return true;
  }

  /** Takes a `)`, or fails. */
  close(): void {
    if (!this.take(')')) this.failHere('`)` must stand here');
  }

  /** Whether `pattern` (sticky) comes next; takes nothing. */
  sees(pattern: RegExp): boolean {
    this.#skipSpace();
    pattern.lastIndex = this.#offset;
    return pattern.test(this.text);
  }

  /** What was not read yet. */
  rest(): Token {
    this.#skipSpace();
    return { text: this.text.slice(this.#offset).trimEnd(), offset: this.#offset };
  }

  failAt(token: Token, message: string): never {
    throw new SloSyntaxError({ message, offset: token.offset, length: Math.max(1, token.text.length) });
  }

  /** At what comes next, or at the last character where nothing does. */
  failHere(message: string): never {
    const word = this.rest().text.split(/[\s,()]/u)[0] ?? '';
    const offset = Math.min(this.#offset, Math.max(0, this.text.trimEnd().length - 1));
    throw new SloSyntaxError({ message, offset, length: Math.max(1, word.length) });
  }

  #match(pattern: RegExp): Token | null {
    this.#skipSpace();
    pattern.lastIndex = this.#offset;
    const text = pattern.exec(this.text)?.[0];
    if (text === undefined) return null;
    const offset = this.#offset;
    this.#offset += text.length;
    return { text, offset };
  }

  #skipSpace(): void {
    while (/\s/u.test(this.text[this.#offset] ?? '')) this.#offset += 1;
  }
}
