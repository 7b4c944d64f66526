/** Draws by weight: `unit` of [0, 1) falls into the stretch of one of them. */
export class WeightedChoice {
  readonly #upTo: readonly number[];

  constructor(weights: readonly number[]) {
    const sum = weights.reduce((total, weight) => total + weight, 0);
    let before = 0;
    this.#upTo = weights.map((weight) => (before += weight) / sum);
  }

  /** An index. */
  at(unit: number): number {
    let index = 0;
    while (index < this.#upTo.length - 1 && unit >= (this.#upTo[index] ?? 1)) index++;
    return index;
  }
}
