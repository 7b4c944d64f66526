/** Where, beside the manifest, a Toxiproxy may be named. */
export function toxiproxyNames(flag: string | null | undefined): { readonly flag: string | null; readonly env: string | null } {
  return { flag: flag ?? null, env: process.env['TOXIPROXY_URL'] ?? null };
}
