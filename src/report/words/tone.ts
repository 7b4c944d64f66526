/** Good, bad or neither; always beside a word that says the same, so that colour is never the only signal. */
export type Tone = 'good' | 'bad' | 'warn' | 'accent' | 'dim' | 'plain';
