/** A key, or text that was pasted. */
export interface KeyPress {
  /** What was typed; empty for a key that has a name. */
  readonly input: string;
  readonly name: 'tab' | 'return' | 'escape' | 'backspace' | 'up' | 'down' | 'left' | 'right' | null;
  readonly ctrl: boolean;
  readonly meta: boolean;
  readonly shift: boolean;
}
