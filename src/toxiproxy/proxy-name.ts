/** Every proxy of ours begins so; nothing else on a server is ever touched. */
const PREFIX = 'shakedown';

/** `shakedown-<run>-<edge>-<instance>`, safe in a URL whatever the parts are: Toxiproxy's client does not encode names. */
export function proxyName(run: string, edge: string, instance: string): string {
  return [PREFIX, run, edge, instance].map(urlSafe).join('-');
}

/** Is it a proxy of this run? */
export function isProxyOf(run: string, name: string): boolean {
  return name.startsWith(`${PREFIX}-${urlSafe(run)}-`);
}

/** `shakedown-<run>-<fault>-<stream>` */
export function toxicName(run: string, fault: string, stream: string): string {
  return [PREFIX, run, fault, stream].map(urlSafe).join('-');
}

/** Is it a toxic of this run? */
export function isToxicOf(run: string, name: string): boolean {
  return name.startsWith(`${PREFIX}-${urlSafe(run)}-`);
}

/** Of a disabled proxy, which says to whoever finds it how long its run may live. */
export function untilName(run: string, until: Date): string {
  return [PREFIX, urlSafe(run), 'until', String(Math.ceil(until.getTime() / 1_000))].join('-');
}

/** `null` where the name says nothing of it. */
export function untilOf(name: string): Date | null {
  const [, seconds] = new RegExp(`^${PREFIX}-[^-]+-until-(\\d+)$`, 'u').exec(name) ?? [];
  return seconds === undefined ? null : new Date(Number(seconds) * 1_000);
}

/** Whose proxy or toxic is it? `null`: no run's. */
export function runOf(name: string): string | null {
  const [, run = null] = new RegExp(`^${PREFIX}-([^-]+)-`, 'u').exec(name) ?? [];
  return run;
}

/** Letters, digits, dots and dashes stay; every other byte becomes `_xx`, so that two names never become one. */
function urlSafe(part: string): string {
  return [...Buffer.from(part, 'utf8')]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      return /[A-Za-z0-9.-]/.test(char) ? char : `_${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');
}
