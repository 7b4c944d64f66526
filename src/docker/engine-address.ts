/** Where an engine is spoken to. Plain data, so that an undo record can say it to another process. Holds no secrets. */
export interface EngineAddress {
  /** `unix:///var/run/docker.sock`, `tcp://host:2376`, `ssh://user@host`. */
  readonly url: string;
  /** Folder with ca.pem, cert.pem and key.pem; `null`: no TLS. */
  readonly tlsFolder: string | null;
  /** What named it: `--engine`, `the manifest`, `DOCKER_HOST`, `context prod`, `the default`. */
  readonly from: string;
}

/** A unix socket (or a Windows pipe), or a loopback address: anything else may be shared with others. */
export function isLocalEngine({ url }: Pick<EngineAddress, 'url'>): boolean {
  const { protocol, hostname } = new URL(url);
  if (protocol === 'unix:' || protocol === 'npipe:') return true;
  // A tunnel's near end says nothing of its far end.
  return protocol === 'tcp:' && /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/u.test(hostname);
}

/** What is wrong with an engine's URL, or `null`. */
export function engineUrlProblem(url: string): string | null {
  if (!URL.canParse(url)) return `\`${url}\` is not an engine’s address`;
  const { protocol, hostname, pathname, password } = new URL(url);
  if (password !== '') return 'an engine’s address holds no password';
  if (protocol === 'unix:' || protocol === 'npipe:') return pathname.length > 1 ? null : `\`${url}\` names no socket`;
  if (protocol === 'tcp:' || protocol === 'ssh:') return hostname === '' ? `\`${url}\` names no host` : null;
  return `\`${url}\` is neither \`unix://\`, \`tcp://\` nor \`ssh://\``;
}
