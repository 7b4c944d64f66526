import type { ShellLeash } from '../../../../docker/leash/shell-leash.ts';

/** What became of a connection: accepted, refused by the far end, no answer within a second, or an error of the network. */
export type Outcome = 'open' | 'refused' | 'silent' | 'unreachable';

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

export interface Attempts {
  /** In the order of the endpoints. */
  readonly outcomes: readonly Outcome[];
  /** Addresses whose connection requests reached this namespace while our answers to them did not get through. */
  readonly halfOpen: readonly string[];
}

const ADDRESS = /^[0-9a-f.:]+$/iu;
/** The kernel sends a connection request again after one second: an attempt ends before, so that each is one request. */
const WAIT_S = 1;

/** In the middle of the second that an attempt lasts. State 03: we answered a request, and nothing came back. */
const LOOK_FOR_HANGING =
  'sleep 0.6; cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | while read -r _ _ remote state _; do [ "$state" = 03 ] && echo "half $remote"; done';

/** Shell that tries to connect to all of them at once; where `watching`, it looks meanwhile for requests from elsewhere that hang. */
export function attemptScript(endpoints: readonly Endpoint[], watching: boolean): string {
  return [
    ...endpoints.map(({ address, port }, at) => {
      if (!ADDRESS.test(address) || !Number.isInteger(port)) throw new Error(`no endpoint: ${address} ${port}`);
      return `( said=$(nc -w ${WAIT_S} ${address} ${port} -e true 2>&1); echo "way ${at} $? $said" ) &`;
    }),
    ...(watching ? [LOOK_FOR_HANGING] : []),
    'wait',
  ].join('\n');
}

export async function attempt(
  observer: ShellLeash,
  endpoints: readonly Endpoint[],
  { watching = false }: { readonly watching?: boolean },
  signal: AbortSignal,
): Promise<Attempts> {
  if (endpoints.length === 0 && !watching) return { outcomes: [], halfOpen: [] };
  const { out } = await observer.run(attemptScript(endpoints, watching), signal);
  return parseAttempts(out, endpoints.length);
}

/** Throws where the observer did not answer for each. */
export function parseAttempts(text: string, count: number): Attempts {
  const outcomes = new Map(
    [...text.matchAll(/^way (\d+) (\d+) ?(.*)$/gmu)].map(([, at, status, said]) => [Number(at), outcome(status ?? '', said ?? '')]),
  );
  const ordered = Array.from({ length: count }, (_, at) => outcomes.get(at));
  if (ordered.includes(undefined)) throw new Error(`the observer answered for ${outcomes.size} of ${count} connections: ${text}`);
  const halfOpen = [...text.matchAll(/^half ([0-9A-F]+):/gmu)].flatMap(([, hex]) => addressOf(hex ?? '') ?? []);
  return { outcomes: ordered.filter((one) => one !== undefined), halfOpen: [...new Set(halfOpen)] };
}

function outcome(status: string, said: string): Outcome {
  if (status === '0') return 'open';
  if (/refused|reset/iu.test(said)) return 'refused';
  return said === '' || /timed out/iu.test(said) ? 'silent' : 'unreachable';
}

/** The kernel's hexadecimal: each 32 bits in the machine's order, which is little-endian wherever Docker runs. `null` for real IPv6. */
export function addressOf(hex: string): string | null {
  const word = hex.length === 32 && /^0{16}FFFF0000/u.test(hex) ? hex.slice(24) : hex;
  if (word.length !== 8) return null;
  return (word.match(/../gu) ?? [])
    .reverse()
    .map((byte) => Number.parseInt(byte, 16))
    .join('.');
}

/** TCP ports on which somebody listens in the namespace, for others than itself; lowest first. */
export async function listeningPorts(observer: ShellLeash, signal: AbortSignal): Promise<number[]> {
  const { out } = await observer.run('cat /proc/net/tcp /proc/net/tcp6 2>/dev/null', signal);
  return parseListening(out);
}

/** From /proc/net/tcp and tcp6: state 0A, not bound to 127.0.0.0/8 (Docker's DNS is) or ::1. */
export function parseListening(text: string): number[] {
  const ports = [...text.matchAll(/^\s*\d+: ([0-9A-F]+):([0-9A-F]{4}) \S+ 0A /gmu)].flatMap(([, address = '', port = '']) =>
    address.endsWith('7F') || /^0{24}01000000$/u.test(address) ? [] : [Number.parseInt(port, 16)],
  );
  return [...new Set(ports)].toSorted((a, b) => a - b);
}
