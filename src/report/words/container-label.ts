/**
 * A container in few words: `api-2` for `shakedown-shop-49a7004f-api-2`, since a run has one project; the whole name where it does not
 * end as compose names it.
 */
export function containerLabel(name: string, service: string | null): string {
  const replica = /[-_](\d+)$/u.exec(name)?.[1];
  if (service === null || replica === undefined) return name;
  const own = name.slice(0, -replica.length - 1);
  return own === service || own.endsWith(`-${service}`) || own.endsWith(`_${service}`) ? `${service}-${replica}` : name;
}
