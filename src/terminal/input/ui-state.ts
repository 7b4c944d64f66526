/** The panels that `tab` steps through; the first shows something of everything. */
export const PAGES = ['overview', 'load', 'slos', 'stack', 'events'] as const;

export type Page = (typeof PAGES)[number];

/** What a person has chosen to see. Nothing of it is the run's. */
export interface UiState {
  readonly page: Page;
  readonly help: boolean;
  /** What has been typed of a note; `null`: nobody is writing one. */
  readonly draft: string | null;
  /** Key of the track that the numbers are narrowed to. */
  readonly filter: string | null;
  /** How many of the newest events are scrolled away. */
  readonly back: number;
  /** How many rows of the page's own list are scrolled away. */
  readonly from: number;
}

export const FIRST_UI: UiState = { page: 'overview', help: false, draft: null, filter: null, back: 0, from: 0 };

/** What a key asks of whoever runs, or replays, the run. */
export type OperatorAction =
  | { readonly kind: 'stop'; readonly by: 'key' | 'SIGINT' }
  | { readonly kind: 'hold' }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'view'; readonly panel: Page | 'help'; readonly filter: string | null }
  /** Of a replay only. */
  | { readonly kind: 'pause' }
  | { readonly kind: 'seek'; readonly byMs: number }
  | { readonly kind: 'speed'; readonly factor: number };

/** `watch`: a replay, in which nothing can be stopped, held or noted. */
export type UiMode = 'run' | 'watch';
