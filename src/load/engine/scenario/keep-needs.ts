import type { CheckSpec, ExtractSpec } from '../../../manifest/load-spec.ts';
import type { KeepNeeds } from '../wire-request.ts';

/** What is looked at of a body at most. A check on more than this fails, and says so. */
const MAX_BODY_BYTES = 1024 * 1024;

/** What of an answer must be kept for what will be asked of it; `null`: nothing. */
export function keepNeeds(checks: readonly CheckSpec[], extracts: readonly ExtractSpec[], cookies: boolean): KeepNeeds | null {
  const looked = [...checks, ...extracts];
  if (looked.some(({ kind }) => kind !== 'header')) return { maxBodyBytes: MAX_BODY_BYTES };
  return looked.length > 0 || cookies ? { maxBodyBytes: 0 } : null;
}
