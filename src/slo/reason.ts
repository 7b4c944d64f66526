import type { Reason, ReasonCode } from '../report/report.ts';

/** A reason with nothing but a sentence, unless more is given. */
export function reason(code: ReasonCode, message: string, where: Partial<Omit<Reason, 'code' | 'message'>> = {}): Reason {
  return { code, slo: null, fault: null, phase: null, atMs: null, message, ...where };
}
