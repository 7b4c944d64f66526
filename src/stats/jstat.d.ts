/** What we use of jstat, which ships no types. Its incomplete beta is wrong beyond some 10,000 samples: `binomial-tail.ts` has its own. */
declare module 'jstat' {
  interface JStat {
    readonly normal: { inv(probability: number, mean: number, sd: number): number; cdf(x: number, mean: number, sd: number): number };
    readonly studentt: { inv(probability: number, df: number): number; cdf(x: number, df: number): number };
    readonly noncentralt: { cdf(x: number, df: number, noncentrality: number): number };
    ibeta(x: number, a: number, b: number): number | false;
  }
  const jStat: JStat;
  export default jStat;
}
