/** How requests travel. Files are absolute paths of PEM. */
export interface TransportSpec {
  readonly http: '1.1' | '2';
  readonly tls: TlsSpec;
  /** `http://host:port`; `null`: straight to the server. */
  readonly proxy: string | null;
  /** Ask for compressed bodies and decompress them. */
  readonly decompress: boolean;
  /** How many redirects in a row are followed; 0: they are answers like any other. */
  readonly redirects: number;
  /** Of an answer; a larger one is an error. `null`: none is too large. */
  readonly maxBodyBytes: number | null;
  /** Absolute path of a Unix socket to connect to in place of the URL's host; `null`: none. */
  readonly socketFile: string | null;
  /** The whole has its own in `expect`. */
  readonly timeouts: { readonly connectMs: number | null; readonly firstByteMs: number | null };
}

export interface TlsSpec {
  /** Trusted in place of the platform's authorities. */
  readonly caFile: string | null;
  /** Both or neither: the client's certificate and its key. */
  readonly certFile: string | null;
  readonly keyFile: string | null;
  /** Of the key. */
  readonly passphrase: string | null;
  /** Any certificate will do. */
  readonly insecure: boolean;
  /** For SNI and verification, in place of the URL's host. */
  readonly serverName: string | null;
}

export const HTTP_VERSIONS = ['1.1', '2'] as const;

/** What a load entry without `transport` gets. */
export const DEFAULT_TRANSPORT: TransportSpec = {
  http: '1.1',
  tls: { caFile: null, certFile: null, keyFile: null, passphrase: null, insecure: false, serverName: null },
  proxy: null,
  decompress: false,
  redirects: 0,
  maxBodyBytes: null,
  socketFile: null,
  timeouts: { connectMs: null, firstByteMs: null },
};
