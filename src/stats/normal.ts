import jStat from 'jstat';

/** The z that a share `probability` of the standard normal distribution lies below. */
export function normalQuantile(probability: number): number {
  return jStat.normal.inv(probability, 0, 1);
}
