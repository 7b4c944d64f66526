/** A key, text that was pasted, or several letters that were read at once. */
export interface KeyPress {
  /** What was typed; empty for a key that has a name. */
  readonly input: string;
  readonly name: 'tab' | 'return' | 'escape' | 'backspace' | 'up' | 'down' | 'left' | 'right' | null;
  readonly ctrl: boolean;
  readonly meta: boolean;
  readonly shift: boolean;
  /** The terminal said so. */
  readonly pasted: boolean;
}
