/** How much of the limit is left, or by how much it is exceeded: `38% inside`, `0.4% beyond`. */
export function marginWords(margin: number): string {
  return `${Number((Math.abs(margin) * 100).toPrecision(2))}% ${margin >= 0 ? 'inside' : 'beyond'}`;
}
