import type { ReasonCode, Report } from '../../../src/report/report.ts';

/** From here on a verdict tells of the machine's host, which took that share of its CPU, rather than of the shop. */
const MUCH = { mean: 0.1, worstSecond: 0.25 };

/** What a shop may come to that was not given its CPU. That a fault was not proven, held, or undone is none of them. */
const OF_ITS_DOING: readonly ReasonCode[] = ['baseline-not-met', 'generator-limited', 'slo-failed', 'slo-undecided'];

/**
 * Why a verdict that is no pass says nothing about the shop: the host took much, and every reason may come of it; `null`: it does say something.
 */
export function disturbed({ exitCode, reasons, generator: { stolen } }: Report): string | null {
  if (stolen === null || (stolen.mean < MUCH.mean && stolen.worstSecond < MUCH.worstSecond)) return null;
  if (![1, 3].includes(exitCode) || !reasons.every(({ code }) => OF_ITS_DOING.includes(code))) return null;
  const [mean, worst] = [stolen.mean, stolen.worstSecond].map((share) => `${Math.round(100 * share)} %`);
  return `exit ${exitCode} while the host took ${mean} of the CPU, ${worst} in the worst second: ${reasons.map(({ message }) => message).join('; ')}`;
}
