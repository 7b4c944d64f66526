import type { CheckSpec } from '../../../manifest/load-spec.ts';
import type { Exchange } from '../exchange.ts';
import type { CompiledExchange } from './compiled-exchange.ts';
import { KeptView } from './kept-view.ts';

/** How an answer in time ends its request. `detail` of the exchange names the check that failed. */
export function judgeAnswer({ expected, tests, setup }: CompiledExchange, exchange: Exchange, status: number): 'ok' | 'status' | 'check' {
  if (expected[status] !== 1) return 'status';
  if (tests.length === 0) return 'ok';
  const { response } = exchange;
  const view = response === null ? null : new KeptView(response);
  const failed = tests.findIndex((test) => view === null || !test(view));
  if (failed < 0) return 'ok';
  exchange.detail = wordsOf(setup.checks[failed], response?.truncated ?? false);
  return 'check';
}

function wordsOf(check: CheckSpec | undefined, truncated: boolean): string {
  const beyond = truncated && check?.kind !== 'header' ? ' (the body is too long to be looked at as a whole)' : '';
  switch (check?.kind) {
    case 'header':
      return `header ${check.header}`;
    case 'body':
      return `body contains${beyond}`;
    case 'json':
      return `json ${check.path}${beyond}`;
    case undefined:
      return 'check';
    default:
      return check satisfies never;
  }
}
