/** The operator's hand on the timeline: `p` in the dashboard. */
export interface HoldPort {
  /** Holds the timeline; the next call lets it go on. */
  toggle(): void;
  /** Whether it is to be held now. */
  readonly wanted: boolean;
  /** Called at each toggle; returns the function that stops listening. */
  onToggle(listener: () => void): () => void;
}

export function createHoldPort(): HoldPort {
  const listeners = new Set<() => void>();
  let wanted = false;
  return {
    toggle() {
      wanted = !wanted;
      for (const listener of listeners) listener();
    },
    get wanted() {
      return wanted;
    },
    onToggle(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
