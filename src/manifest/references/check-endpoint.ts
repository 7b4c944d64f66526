import { didYouMeanOrOneOf } from '../problems/did-you-mean.ts';
import type { SloObjectInput } from '../schema/slo-schema.ts';
import { findNode } from '../source/find-node.ts';
import { isText, type SourceNode, type SourcePath } from '../source/source-node.ts';
import type { Checker } from './checker.ts';

/** What a request without a name is called in reports; which path its URL comes to, only the run knows. */
const METHOD_AND_PATH = /^[A-Z]+ \//u;

/** `where.endpoint` names a request or step of the load that is judged, or speaks of one that has no name by its method and path. */
export function checkEndpoint(check: Checker, path: SourcePath, { where, load }: SloObjectInput): void {
  const endpoint = where?.endpoint;
  const loads = check.parts.load.parts.filter(({ name }) => load === undefined || name === load);
  if (endpoint === undefined || !check.parts.load.known || loads.length === 0) return;
  const names = loads.flatMap(({ node }) => namesIn(node));
  const named = names.filter((name) => name !== null);
  if (named.includes(endpoint)) return;
  if (named.length < names.length && METHOD_AND_PATH.test(endpoint)) return;
  check.at(
    [...path, 'where', 'endpoint'],
    `no request or step is called \`${endpoint}\``,
    didYouMeanOrOneOf(endpoint, named) ?? 'one without a `name` is called by its method and path: `GET /cart`',
  );
}

/** Of each request that the load may send; `null` for one without a name. A lone `request` has none. */
function namesIn(load: SourceNode): readonly (string | null)[] {
  const lists = ['requests', 'steps'].map((key) => findNode(load, [key]));
  const items = lists.flatMap((list) => (list?.kind === 'list' ? list.items : []));
  if (items.length === 0) return [null];
  return items.map((item) => {
    const name = findNode(item, ['name']);
    return name !== null && isText(name) ? name.value : null;
  });
}
