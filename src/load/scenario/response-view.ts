/** An answer as checks and extractions see it. */
export interface ResponseView {
  /** The first value of a header, or `null`. */
  header(name: string): string | null;
  /** The body as text, as far as it was kept. */
  readonly text: string;
  /** The body as JSON; `undefined`: it is none. */
  readonly json: unknown;
}
