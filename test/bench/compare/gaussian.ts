/** One standard normal value from two uniform ones (Box and Muller, Annals of Mathematical Statistics 29, 1958). */
export function gaussian(uniform: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
