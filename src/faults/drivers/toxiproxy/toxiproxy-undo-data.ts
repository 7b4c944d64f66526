import { EXIT, UserError } from '../../../errors/user-error.ts';
import type { Json } from '../../../journal/undo-record.ts';

/** The name under which records of this driver stand in a journal. */
export const TOXIPROXY_DRIVER = 'toxiproxy';

/** Version 1 of what a record of this driver holds. */
export interface ToxiproxyUndoData {
  readonly apiUrl: string;
  readonly proxies: readonly ProxyUndo[];
}

export interface ProxyUndo {
  readonly proxy: string;
  /** Names of toxics to be removed. */
  readonly toxics: readonly string[];
  /** True: the proxy was enabled before and is to be so again. */
  readonly enable: boolean;
}

export function undoDataJson({ apiUrl, proxies }: ToxiproxyUndoData): { readonly apiUrl: string; readonly proxies: Json } {
  return { apiUrl, proxies: proxies.map(({ proxy, toxics, enable }) => ({ proxy, toxics, enable })) };
}

/** Throws a UserError where a journal holds something else. */
export function parseUndoData(data: Json): ToxiproxyUndoData {
  if (isObject(data) && typeof data['apiUrl'] === 'string' && Array.isArray(data['proxies'])) {
    return { apiUrl: data['apiUrl'], proxies: data['proxies'].map(parseProxy) };
  }
  throw malformed();
}

function parseProxy(data: Json): ProxyUndo {
  if (!isObject(data) || typeof data['proxy'] !== 'string' || !Array.isArray(data['toxics'])) throw malformed();
  return {
    proxy: data['proxy'],
    toxics: data['toxics'].filter((name: Json) => typeof name === 'string'),
    enable: data['enable'] === true,
  };
}

function isObject(data: Json): data is Readonly<Record<string, Json>> {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}

function malformed(): UserError {
  return new UserError('the journal holds a toxiproxy record of another shape', { exitCode: EXIT.undoIncomplete });
}

/** Commands that undo it by hand. */
export function manualUndo({ apiUrl, proxies }: ToxiproxyUndoData): string[] {
  return proxies.flatMap(({ proxy, toxics, enable }) => [
    ...toxics.map((toxic) => `curl -X DELETE ${apiUrl}/proxies/${proxy}/toxics/${toxic}`),
    ...(enable ? [`curl -X POST -d '{"enabled":true}' ${apiUrl}/proxies/${proxy}`] : []),
  ]);
}
