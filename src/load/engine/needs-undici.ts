/** HTTP/1.1 straight to the server goes on raw sockets; anything else on undici. */
export function needsUndici(transport: { readonly http: '1.1' | '2'; readonly proxy: unknown; readonly decompress: boolean }): boolean {
  return transport.http === '2' || transport.proxy !== null || transport.decompress;
}
